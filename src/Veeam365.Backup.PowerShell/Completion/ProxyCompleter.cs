using Veeam365.Backup.Core.Hosting;

namespace Veeam365.Backup.PowerShell.Completion;

/// <summary>Completes names of proxies.</summary>
public sealed class ProxyCompleter : NameCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IReadOnlyList<Candidate>> ListAsync(BackupServices services, CancellationToken cancellationToken) =>
        [.. (await services.Configuration.Proxies.ListAsync(cancellationToken).ConfigureAwait(false)).Select(p => new Candidate(p.Name, p.IsDefault ? p.Description ?? "" : p.State.ToString()))];
}
