using Veeam365.Backup.Core.Hosting;

namespace Veeam365.Backup.PowerShell.Completion;

/// <summary>Completes names of pools.</summary>
public sealed class ProxyPoolCompleter : NameCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IReadOnlyList<Candidate>> ListAsync(BackupServices services, CancellationToken cancellationToken) =>
        [.. (await services.Configuration.Pools.ListAsync(cancellationToken).ConfigureAwait(false)).Select(p => new Candidate(p.Name, p.Description ?? ""))];
}
