using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Hosting;

/// <summary>The parts that every operation works with, wired once by the host (module, sample, bench, test).</summary>
/// <param name="Configuration">The configuration database.</param>
/// <param name="Sources">Connects to organizations.</param>
/// <param name="Repositories">Creates and opens repositories.</param>
/// <param name="Clock">The local clock, for waiting and measuring; leases use the database's.</param>
public sealed record BackupServices(
    IBackupConfiguration Configuration,
    IOrganizationSourceFactory Sources,
    IRepositoryFactory Repositories,
    TimeProvider Clock)
{
    /// <summary>Connects to organizations for restoring.</summary>
    public required IOrganizationTargetFactory Targets { get; init; }
}
