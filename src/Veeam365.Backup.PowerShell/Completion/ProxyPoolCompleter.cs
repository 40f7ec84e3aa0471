namespace Veeam365.Backup.PowerShell.Completion;

/// <summary>Completes names of pools.</summary>
public sealed class ProxyPoolCompleter : NameCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IReadOnlyList<Candidate>> ListAsync(CompletionContext context, CancellationToken cancellationToken) =>
        [.. (await context.Services.Configuration.Pools.ListAsync(cancellationToken).ConfigureAwait(false)).Select(p => new Candidate(p.Name, p.Description ?? ""))];
}
