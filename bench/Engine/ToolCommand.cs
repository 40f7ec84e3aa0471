namespace Veeam365.Backup.Bench.Engine;

/// <summary>A program to run.</summary>
/// <param name="Program">Its path.</param>
/// <param name="Arguments">Its words.</param>
/// <param name="Folder">Where it runs.</param>
internal sealed record ToolCommand(string Program, IReadOnlyList<string> Arguments, string Folder)
{
    /// <summary>Variables of its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
