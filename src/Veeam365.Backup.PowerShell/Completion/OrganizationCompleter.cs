using Veeam365.Backup.Core.Hosting;

namespace Veeam365.Backup.PowerShell.Completion;

/// <summary>Completes names of organizations.</summary>
public sealed class OrganizationCompleter : NameCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IReadOnlyList<Candidate>> ListAsync(BackupServices services, CancellationToken cancellationToken) =>
        [.. (await services.Configuration.Organizations.ListAsync(cancellationToken).ConfigureAwait(false)).Select(j => new Candidate(j.Name, j.TenantId))];
}
