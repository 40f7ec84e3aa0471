using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Restore;

namespace Veeam365.Backup.Core.Operations;

/// <summary>Validates what repositories hold, and repairs it.</summary>
public sealed class RepositoryCareOperations(BackupServices services)
{
    /// <summary>Validates stored data as asked, and repairs what is damaged when asked. Damage is in the result, not an exception.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="request">How much to read.</param>
    /// <param name="confirmRepair">Asked once damage was found; null to repair nothing.</param>
    /// <param name="progress">Told how far it is, from any thread.</param>
    /// <param name="cancellationToken">Cancels; what was validated so far is remembered.</param>
    /// <exception cref="RepositoryException">The repository cannot be opened or reached.</exception>
    public async Task<RepositoryCareResult> RunAsync(
        BackupRepository repository, VerificationRequest request, Func<VerificationReport, Task<bool>>? confirmRepair, Action<VerificationProgress> progress, CancellationToken cancellationToken)
    {
        await using RepositoryConnection connection = await RepositoryConnection.OpenAsync(services, repository, cancellationToken).ConfigureAwait(false);
        if (connection.Repository is not IDataVerification verification)
            throw new RepositoryException("Repository.NotSupported", "This repository's data cannot be validated.", "Validate it with the software that it belongs to.");
        RepositoryCheck cache = await SynchronizeAsync(repository, connection, cancellationToken).ConfigureAwait(false);
        VerificationReport report = await verification.VerifyAsync(connection.Cache, request, progress, cancellationToken).ConfigureAwait(false);
        report = report with { Checks = [.. report.Checks, cache] };
        await RememberAsync(repository, report, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<NamedDamage> items = await NameAsync(connection.Cache, report.Items, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<RepairedObject> repaired = [];
        if (report.Damage.Count > 0 && confirmRepair is not null && await confirmRepair(report).ConfigureAwait(false))
            repaired = await RepairAsync(repository, connection, verification, report, progress, cancellationToken).ConfigureAwait(false);
        return new RepositoryCareResult(report, items, repaired);
    }

    private async Task<IReadOnlyList<RepairedObject>> RepairAsync(
        BackupRepository repository, RepositoryConnection connection, IDataVerification verification, VerificationReport report, Action<VerificationProgress> progress, CancellationToken cancellationToken)
    {
        await RepositoryOwnership.RequireAsync(services, repository, connection.Repository, static _ => { }, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<StoredRestorePoint> points = await new KnownPoints(services.Configuration, connection.Cache)
            .FindAsync(repository, report.Damage, cancellationToken).ConfigureAwait(false);
        return await verification.RepairAsync(connection.Cache, new RepairRequest(report, points), progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The references are followed with the cache, so it must know all restore points; one that knows more than the repository has is the evidence of what is missing, and is kept.</summary>
    private async Task<RepositoryCheck> SynchronizeAsync(BackupRepository repository, RepositoryConnection connection, CancellationToken cancellationToken)
    {
        const string name = "Cache";
        try
        {
            if (await new RepositorySynchronizer(connection.Repository, connection.Cache).IsForeignAsync(cancellationToken).ConfigureAwait(false))
                return new RepositoryCheck(name, true, "The cache knows restore points that the repository does not have; it was left as it is.");
            int read = await new RepositorySynchronization(services, repository, connection).RunAsync(_ => { }, cancellationToken).ConfigureAwait(false);
            return new RepositoryCheck(name, true, $"In step with the repository; {read} restore points were new to it.");
        }
        catch (DataDamagedException e)
        {
            return new RepositoryCheck(name, false, $"It cannot be brought in step with the repository: {e.Message}", e);
        }
    }

    private async Task RememberAsync(BackupRepository repository, VerificationReport report, CancellationToken cancellationToken)
    {
        await services.Configuration.RestorePoints.SetLastVerifiedAsync(report.Points, cancellationToken).ConfigureAwait(false);
        await services.Configuration.Repositories.SetLastVerifiedAsync(repository.Id, report.LastVerified, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<NamedDamage>> NameAsync(IPersistentCache cache, IReadOnlyList<DamagedItem> items, CancellationToken cancellationToken)
    {
        var paths = new FolderPaths(cache);
        var named = new List<NamedDamage>(items.Count);
        foreach (DamagedItem item in items)
        {
            string path = item.Version is { } version
                ? await paths.OfAsync(new CachedItem(item.ObjectId, item.Head, item.Identity, version), cancellationToken).ConfigureAwait(false)
                : "";
            named.Add(new NamedDamage(item, path));
        }
        return named;
    }
}
