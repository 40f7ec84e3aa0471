using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;

namespace Veeam365.Backup.PowerShell.Completion;

/// <summary>Completes objects that a restore point holds: the one on the line, the newest of the job on the line, or else the newest of all.</summary>
public sealed class RestoredObjectCompleter : NameCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IReadOnlyList<Candidate>> ListAsync(CompletionContext context, CancellationToken cancellationToken)
    {
        if (await PointAsync(context, cancellationToken).ConfigureAwait(false) is not { } point)
            return [];
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(context.Services, point, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ProtectedObject> objects = await explorer.ListObjectsAsync(cancellationToken).ConfigureAwait(false);
        return [.. objects.OrderBy(o => o.Label, StringComparer.OrdinalIgnoreCase).Select(o => new Candidate(o.Label, o.DisplayName))];
    }

    private static async Task<RestorePoint?> PointAsync(CompletionContext context, CancellationToken cancellationToken)
    {
        IBackupConfiguration configuration = context.Services.Configuration;
        if (Guid.TryParse(context.Parameter("RestorePoint"), out Guid id))
            return await configuration.RestorePoints.FindAsync(id, cancellationToken).ConfigureAwait(false);
        var query = new RestorePointQuery { Limit = 1 };
        if (context.Parameter("Job") is { } job)
            query = query with { JobId = (await configuration.Jobs.FindAsync(job, cancellationToken).ConfigureAwait(false))?.Id };
        return await configuration.RestorePoints.ListAsync(query, cancellationToken).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
    }
}
