namespace Veeam365.Backup.Core.Repositories;

/// <summary>What a test of a repository found.</summary>
/// <param name="Checks">Each check in order.</param>
public sealed record RepositoryTestResult(IReadOnlyList<RepositoryCheck> Checks)
{
    /// <summary>True when nothing failed.</summary>
    public bool Succeeded => Checks.All(c => c.Succeeded);
}
