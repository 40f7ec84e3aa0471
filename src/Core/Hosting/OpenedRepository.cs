using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Hosting;

/// <summary>A repository and what opened it.</summary>
/// <param name="Repository">The repository; whoever gets this disposes it.</param>
/// <param name="Credential">What opened it.</param>
/// <param name="Secrets">What the configuration keeps.</param>
internal sealed record OpenedRepository(IBackupRepository Repository, RepositoryCredential Credential, RepositorySecrets Secrets)
{
    /// <summary>Names no secret.</summary>
    public override string ToString() => nameof(OpenedRepository);
}
