using Veeam365.Backup.Core.Hosting;

namespace Veeam365.Backup.PowerShell.Completion;

/// <summary>Completes names of repositories.</summary>
public sealed class RepositoryCompleter : NameCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IReadOnlyList<Candidate>> ListAsync(BackupServices services, CancellationToken cancellationToken) =>
        [.. (await services.Configuration.Repositories.ListAsync(cancellationToken).ConfigureAwait(false)).Select(j => new Candidate(j.Name, j.Store.Display))];
}
