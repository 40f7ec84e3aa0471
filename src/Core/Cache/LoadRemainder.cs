namespace Veeam365.Backup.Core.Cache;

/// <summary>What loading a batch left to be decided row by row.</summary>
/// <param name="Upserts">Rows whose key was loaded before.</param>
/// <param name="Removals">Keys to be removed.</param>
internal sealed record LoadRemainder(IReadOnlyList<ItemRow> Upserts, IReadOnlyList<KeyHash> Removals)
{
    public static readonly LoadRemainder None = new([], []);
}
