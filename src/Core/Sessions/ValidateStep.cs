using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>
/// Step 6. Packs are verified one by one while they are written (a mismatch is not kept and is sent again); what remains before the commit is
/// to see that each head's metadata has appeared in the storage, uncorrupted.
/// </summary>
internal sealed class ValidateStep(IBackupRepository repository)
{
    private const int Concurrency = 8;

    /// <exception cref="DataDamagedException">What is stored is not what was written: nothing is committed.</exception>
    public Task RunAsync(IReadOnlyList<ObjectResult> objects, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        objects.Where(o => o.Head is not null),
        new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
        async (result, token) => await repository.ReadSegmentManifestAsync(result.Head!.Segment, token).ConfigureAwait(false));
}
