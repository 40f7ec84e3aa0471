using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>After the restore point: the words of what is new are indexed, so that searches find them at once. Nothing depends on it: without, searches read what is new row by row.</summary>
internal sealed class SearchIndexStep(RepositoryConnection connection)
{
    public async Task RunAsync(SessionLog log, CancellationToken cancellationToken)
    {
        try
        {
            await connection.Cache.IndexWordsAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The next session goes on with it.
        }
        catch (BackupException e)
        {
            log.Warning($"What is new could not be indexed for searching; searches are slower until the next session: {e.Message}");
        }
    }
}
