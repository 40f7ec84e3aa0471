namespace Veeam365.Backup.PowerShell.Completion;

/// <summary>Completes names of repositories.</summary>
public sealed class RepositoryCompleter : NameCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IReadOnlyList<Candidate>> ListAsync(CompletionContext context, CancellationToken cancellationToken) =>
        [.. (await context.Services.Configuration.Repositories.ListAsync(cancellationToken).ConfigureAwait(false)).Select(j => new Candidate(j.Name, j.Store.Display))];
}
