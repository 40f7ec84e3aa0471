using System.Globalization;
using Veeam365.Backup.Core.Configuration;

namespace Veeam365.Backup.PowerShell.Completion;

/// <summary>Completes ids of sessions, newest first; the words beside them say which is which.</summary>
public sealed class SessionCompleter : NameCompleter
{
    private const int Most = 50;

    /// <inheritdoc/>
    private protected override async Task<IReadOnlyList<Candidate>> ListAsync(CompletionContext context, CancellationToken cancellationToken) =>
        await context.Services.Configuration.Sessions.ListAsync(new SessionQuery { Limit = Most }, cancellationToken)
            .Select(s => new Candidate(s.Id.ToString(), string.Create(CultureInfo.CurrentCulture, $"{s.JobName} {s.StartedAt.ToLocalTime():g}, {s.Status}")))
            .ToArrayAsync(cancellationToken).ConfigureAwait(false);
}
