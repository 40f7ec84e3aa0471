using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories;

/// <summary>A change of what a repository says of itself.</summary>
/// <param name="Settings">How it is to keep its data; null to leave that as it is.</param>
/// <param name="NewPassword">The password that is to open it from now on; null to leave it as it is.</param>
public sealed record RepositoryUpdate(RepositorySettings? Settings, string? NewPassword)
{
    /// <summary>Names no password.</summary>
    public override string ToString() => nameof(RepositoryUpdate);
}
