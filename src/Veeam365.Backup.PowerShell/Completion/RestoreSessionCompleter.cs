using System.Globalization;

namespace Veeam365.Backup.PowerShell.Completion;

/// <summary>Completes ids of restore sessions, newest first; the words beside them say which is which.</summary>
public sealed class RestoreSessionCompleter : NameCompleter
{
    private const int Most = 50;

    /// <inheritdoc/>
    private protected override async Task<IReadOnlyList<Candidate>> ListAsync(CompletionContext context, CancellationToken cancellationToken) =>
        await context.Services.Configuration.RestoreSessions.ListAsync(cancellationToken).Take(Most)
            .Select(s => new Candidate(s.Id.ToString(), string.Create(CultureInfo.CurrentCulture, $"{s.JobName} {s.StartedAt.ToLocalTime():g}, {s.Status}")))
            .ToArrayAsync(cancellationToken).ConfigureAwait(false);
}
