namespace Veeam365.Backup.PowerShell.Completion;

/// <summary>Completes names of proxies.</summary>
public sealed class ProxyCompleter : NameCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IReadOnlyList<Candidate>> ListAsync(CompletionContext context, CancellationToken cancellationToken) =>
        [.. (await context.Services.Configuration.Proxies.ListAsync(cancellationToken).ConfigureAwait(false)).Select(p => new Candidate(p.Name, p.IsDefault ? p.Description ?? "" : p.State.ToString()))];
}
