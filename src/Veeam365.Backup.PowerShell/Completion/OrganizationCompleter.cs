namespace Veeam365.Backup.PowerShell.Completion;

/// <summary>Completes names of organizations.</summary>
public sealed class OrganizationCompleter : NameCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IReadOnlyList<Candidate>> ListAsync(CompletionContext context, CancellationToken cancellationToken) =>
        [.. (await context.Services.Configuration.Organizations.ListAsync(cancellationToken).ConfigureAwait(false)).Select(j => new Candidate(j.Name, j.TenantId))];
}
