using System.Globalization;
using Veeam365.Backup.Core.Configuration;

namespace Veeam365.Backup.PowerShell.Completion;

/// <summary>Completes ids of restore points, newest first; the words beside them say which is which.</summary>
public sealed class RestorePointCompleter : NameCompleter
{
    private const int Most = 50;

    /// <inheritdoc/>
    private protected override async Task<IReadOnlyList<Candidate>> ListAsync(CompletionContext context, CancellationToken cancellationToken) =>
        await context.Services.Configuration.RestorePoints.ListAsync(new RestorePointQuery { Limit = Most }, cancellationToken)
            .Select(p => new Candidate(p.Id.ToString(), string.Create(CultureInfo.CurrentCulture, $"{p.JobName} {p.CreatedAt.ToLocalTime():g}, {p.Items} items")))
            .ToArrayAsync(cancellationToken).ConfigureAwait(false);
}
