using System.Text.Json;

namespace Veeam365.Backup.Tests.Simulators;

/// <summary>What a list or delta round showed.</summary>
internal sealed record DeltaRound(IReadOnlyList<JsonElement> Items, string DeltaLink, int Pages)
{
    public IEnumerable<string> Ids => Items.Select(static item => item.GetProperty("id").GetString()!);

    public IEnumerable<string> Removed => Items.Where(static item => item.TryGetProperty("@removed", out _)).Select(static item => item.GetProperty("id").GetString()!);
}
