using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>After the commit: apply the repository's retention policy. What goes wrong here costs room, not data, so it never fails the session.</summary>
internal sealed class RetentionStep(BackupServices services, BackupRepository repository, RepositoryConnection connection)
{
    public async Task RunAsync(SessionLog log, CancellationToken cancellationToken)
    {
        try
        {
            RetentionResult? result = await new RepositoryRetention(services, repository, connection).ApplyAsync(cancellationToken).ConfigureAwait(false);
            if (result is not null)
                Report(result, log);
        }
        catch (ConflictException e) when (e.ErrorId == "Repository.MaintenanceRunning")
        {
            log.Info("Retention of the repository is being applied by another process.");
        }
        catch (BackupException e)
        {
            log.Warning($"Retention was not applied: {e.Message} {e.RecommendedAction}");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            log.Info("Retention was stopped; the next session goes on with it.");
        }
    }

    private static void Report(RetentionResult result, SessionLog log)
    {
        if (result.Removed.Count > 0)
            log.Info($"Retention: {result.Removed.Count} restore points removed.");
        if (result.BytesFreed > 0)
            log.Info($"Retention: {result.PacksFreed + result.ObjectsFreed} objects deleted, {result.BytesFreed / 1_000_000.0:0.#} MB freed.");
        if (result.Waiting.Objects > 0)
            log.Info($"Retention: {result.Waiting.Objects} objects are marked and will be deleted by a later run.");
    }
}
