using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Proxies;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>What transferring works with.</summary>
internal sealed record TransferContext
{
    public required IBackupConfiguration Configuration { get; init; }

    public required LoadedJob Loaded { get; init; }

    public required IOrganizationSource Source { get; init; }

    public required RepositoryConnection Connection { get; init; }

    public required IRepositoryWriter Writer { get; init; }

    public required SessionTargets Targets { get; init; }

    public required ProxySeat Seat { get; init; }

    public required SessionCheckpoints Checkpoints { get; init; }

    public required SessionMonitor Monitor { get; init; }

    public required SessionOptions Options { get; init; }

    public required TimeProvider Clock { get; init; }
}
