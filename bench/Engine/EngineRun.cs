namespace Veeam365.Backup.Bench.Engine;

/// <summary>One work of one tool, done once.</summary>
/// <param name="Result">What it took.</param>
/// <param name="RepositoryMiB">The repository's size afterwards.</param>
/// <param name="Objects">Its files or objects afterwards.</param>
internal sealed record EngineRun(ChildResult Result, double RepositoryMiB, int Objects);
