namespace Veeam365.Backup.PowerShell.Completion;

/// <summary>Completes names of jobs.</summary>
public sealed class JobCompleter : NameCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IReadOnlyList<Candidate>> ListAsync(CompletionContext context, CancellationToken cancellationToken) =>
        [.. (await context.Services.Configuration.Jobs.ListAsync(cancellationToken).ConfigureAwait(false)).Select(j => new Candidate(j.Name, j.Description ?? ""))];
}
