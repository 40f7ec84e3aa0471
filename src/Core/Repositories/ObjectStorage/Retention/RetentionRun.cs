using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.ObjectStorage.Leases;
using Veeam365.Backup.Core.Repositories.ObjectStorage.References;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;

/// <summary>One retention run, or the plan of one.</summary>
internal sealed class RetentionRun(IObjectStore store, RepositoryKeys keys, RetentionRequest request, LeaseOptions leases, IProgress<RetentionProgress>? progress)
{
    /// <summary>Its time says when garbage was looked for last.</summary>
    public const string LastLook = "removals/looked";

    private readonly PointStore _points = new(store, keys, new LossStore(store, keys));
    private readonly MarkStore _marks = new(store, keys);
    private readonly List<StoredRestorePoint> _removed = [];
    private readonly List<StoredRestorePoint> _kept = [];

    /// <summary>Says what it would do; changes nothing.</summary>
    public async Task<RetentionPlan> PlanAsync(CancellationToken cancellationToken)
    {
        // Without a lease of our own there is no "now" of the store; leases that are dead count as alive, so that the plan shows rather too little.
        DateTimeOffset cutoff = Cutoff(DateTimeOffset.MaxValue, await new LeaseTable(store, leases).ListAsync(cancellationToken));
        IReadOnlyList<StoredMark> pending = await _marks.ListAsync(cancellationToken);
        var choice = new PointChoice(request);
        await foreach (IReadOnlyList<StoredRestorePoint> points in ReadJobsAsync(cancellationToken))
            _removed.AddRange(choice.Choose(points));
        var plan = new RetentionPlan { Points = Describe(_removed), Waiting = WaitingOf(pending) };
        if (!request.Collect)
            return plan;
        HashSet<Guid> gone = [.. _removed.Select(static p => p.Manifest.Id)];
        return Describe(plan, await SurveyAsync(pending, cutoff, p => !gone.Contains(p.Id), cancellationToken));
    }

    /// <summary>Does it.</summary>
    public async Task<RetentionResult> RunAsync(IChunkCatalog chunks, CancellationToken cancellationToken)
    {
        await using RepositoryLease lease = await RepositoryLease.TakeMaintenanceAsync(store, keys, request.By, leases, cancellationToken);
        DateTimeOffset now = await lease.ReadNowAsync(cancellationToken);
        DateTimeOffset cutoff = Cutoff(now, await lease.ListOthersAsync(now, cancellationToken));
        var sweeper = new Sweeper(store, keys, lease, leases.Margin);
        IReadOnlyList<StoredMark> pending = await SweepAsync(sweeper, now, cancellationToken);
        await RemovePointsAsync(lease, cancellationToken);
        int repacked = 0;
        if (request.Collect)
        {
            repacked = await CollectAsync(lease, pending, cutoff, chunks, cancellationToken);
            pending = await SweepAsync(sweeper, await lease.ReadNowAsync(cancellationToken), cancellationToken);
        }

        return new RetentionResult
        {
            Removed = Describe(_removed),
            Kept = Describe(_kept),
            PacksRepacked = repacked,
            PacksFreed = sweeper.Packs,
            ObjectsFreed = sweeper.Objects,
            BytesFreed = sweeper.Bytes,
            ObjectsKept = sweeper.Kept,
            Waiting = WaitingOf(pending),
        };
    }

    private static List<PlannedPoint> Describe(IEnumerable<StoredRestorePoint> points) =>
        [.. points.Select(static p => PointChoice.Describe(p.Manifest)).OrderBy(static p => p.CreatedAt).ThenBy(static p => p.Sequence)];

    private static RetentionPlan Describe(RetentionPlan plan, Survey survey) => plan with
    {
        Packs =
        [
            .. survey.DeadPacks.Select(static p => new PlannedPack(p.Key.ToString(), PackAction.Free, p.Value, 0)),
            .. survey.Repack.Select(static p => new PlannedPack(p.Id.ToString(), PackAction.Repack, p.Size, p.LiveBytes)),
        ],
        Objects = survey.DeadObjects.Count + survey.MergedIndexes.Count,
        ObjectBytes = survey.DeadObjects.Values.Sum(),
        LiveBytes = survey.LiveBytes,
    };

    private static RetentionWaiting WaitingOf(IReadOnlyList<StoredMark> marks) =>
        new(marks.Sum(static m => m.Mark.Count), marks.Sum(static m => m.Mark.Bytes), marks.Count == 0 ? null : marks[0].MarkedAt);

    /// <summary>What a session has stored that has not committed is younger than its lease.</summary>
    private DateTimeOffset Cutoff(DateTimeOffset now, IReadOnlyList<LeaseEntry> others) =>
        others.Where(static l => l.Kind == LeaseKind.Writer).Select(l => l.Began - leases.Margin).Append(now).Min();

    private async IAsyncEnumerable<IReadOnlyList<StoredRestorePoint>> ReadJobsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request.Horizon is null && request.Remove.Count == 0)
            yield break;
        List<Guid> jobs = await _points.ListJobsAsync(cancellationToken).Where(j => request.Jobs?.Contains(j) != false).ToListAsync(cancellationToken);
        foreach (Guid job in jobs)
        {
            progress?.Report(new RetentionProgress("Reading restore points", 0, 0));
            yield return await _points.ListAsync(job, 0, cancellationToken).ToListAsync(cancellationToken);
        }
    }

    private async Task<IReadOnlyList<StoredMark>> SweepAsync(Sweeper sweeper, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<StoredMark> waiting = [];
        foreach (StoredMark mark in await _marks.ListAsync(cancellationToken))
        {
            progress?.Report(new RetentionProgress("Deleting what is marked", 0, mark.Mark.Count));
            if (!await sweeper.TryRunAsync(mark, request.Grace, now, cancellationToken))
                waiting.Add(mark);
        }

        return waiting;
    }

    private async Task RemovePointsAsync(RepositoryLease lease, CancellationToken cancellationToken)
    {
        var choice = new PointChoice(request);
        var removal = new PointRemoval(store, keys, lease, leases.Clock);
        await foreach (IReadOnlyList<StoredRestorePoint> points in ReadJobsAsync(cancellationToken))
        {
            IReadOnlyList<StoredRestorePoint> gone = choice.Choose(points);
            progress?.Report(new RetentionProgress("Removing restore points", 0, gone.Count));
            IReadOnlyList<StoredRestorePoint> kept = await removal.RunAsync(points, gone, request.By, cancellationToken);
            _kept.AddRange(kept);
            _removed.AddRange(gone.Except(kept));
        }
    }

    private async Task<int> CollectAsync(RepositoryLease lease, IReadOnlyList<StoredMark> pending, DateTimeOffset cutoff, IChunkCatalog chunks, CancellationToken cancellationToken)
    {
        // Read before the scan: what a job commits after this is looked at again before anything is deleted.
        List<MarkedJob> jobs = await ReadNewestAsync(cancellationToken);
        Survey survey = await SurveyAsync(pending, cutoff, static _ => true, cancellationToken);
        IReadOnlyList<ObjectId> repacked = await RepackAsync(survey, chunks, cancellationToken);
        if (survey.MergedIndexes.Count > 0)
            await new IndexMerger(store, keys).RunAsync([.. survey.MergedIndexes.Keys], survey.Packs, cancellationToken);
        await ForgetChunksAsync(survey.DeadPacks.Keys.Concat(repacked).ToHashSet(), chunks, cancellationToken);
        await lease.EnsureHeldAsync(cancellationToken);
        var mark = new MarkDocument
        {
            Jobs = jobs,
            Packs = [.. survey.DeadPacks.Keys.Select(static p => p.ToString())],
            Repacked = [.. repacked.Select(static p => p.ToString())],
            Objects = [.. survey.DeadObjects.Keys, .. survey.MergedIndexes.Keys],
            Bytes = survey.DeadPacks.Values.Sum() + repacked.Sum(survey.Packs.SizeOf) + survey.DeadObjects.Values.Sum() + survey.MergedIndexes.Values.Sum(),
            At = leases.Clock.GetUtcNow(),
        };
        if (mark.Count > 0)
            await _marks.WriteAsync(mark, cancellationToken);
        await store.PutAsync(PutRequest.Of(LastLook, ReadOnlyMemory<byte>.Empty), cancellationToken);
        return repacked.Count;
    }

    private async Task<List<MarkedJob>> ReadNewestAsync(CancellationToken cancellationToken)
    {
        List<MarkedJob> jobs = [];
        foreach (Guid job in await _points.ListJobsAsync(cancellationToken).ToListAsync(cancellationToken))
            jobs.Add(new MarkedJob(job, await _points.ListSequencesAsync(job, cancellationToken).LastAsync(cancellationToken)));
        return jobs;
    }

    private async Task<Survey> SurveyAsync(IReadOnlyList<StoredMark> pending, DateTimeOffset cutoff, Func<RestorePointManifest, bool> survives, CancellationToken cancellationToken)
    {
        var scan = new ReferenceScan(store, keys);
        IReadOnlyList<IReadOnlyList<HeldHead>> objects = await scan.ReadHeadsAsync(survives, cancellationToken);
        return await new Surveyor(store, keys, pending, cutoff, request.RepackThreshold)
            .RunAsync(objects, done => progress?.Report(new RetentionProgress("Looking for what is needed", done, objects.Count)), cancellationToken);
    }

    private async Task<IReadOnlyList<ObjectId>> RepackAsync(Survey survey, IChunkCatalog chunks, CancellationToken cancellationToken)
    {
        if (survey.Repack.Count == 0)
            return [];
        Dictionary<ObjectId, RepackCandidate> candidates = survey.Repack.ToDictionary(static c => c.Id);
        await using var repacker = new Repacker(store, keys);
        int done = 0;
        await foreach (IndexedPack pack in new IndexReader(store, keys).ReadAllAsync(cancellationToken))
        {
            if (!candidates.Remove(pack.Id, out RepackCandidate? candidate))
                continue;
            progress?.Report(new RetentionProgress("Rewriting packs", done++, survey.Repack.Count));
            await repacker.AddAsync(candidate, pack.Blocks, cancellationToken);
        }

        IReadOnlyList<ObjectId> repacked = await repacker.CompleteAsync(cancellationToken);
        await ForgetChunksAsync(repacked.ToHashSet(), chunks, cancellationToken);
        await chunks.AddAsync([.. repacker.NewChunks], cancellationToken);
        return repacked;
    }

    /// <summary>Sessions of this configuration that begin later need not find out one by one.</summary>
    private async Task ForgetChunksAsync(HashSet<ObjectId> packs, IChunkCatalog chunks, CancellationToken cancellationToken)
    {
        if (packs.Count == 0)
            return;
        await foreach (IndexedPack pack in new IndexReader(store, keys).ReadAllAsync(cancellationToken))
        {
            if (packs.Contains(pack.Id))
                await chunks.RemoveAsync([.. pack.SharedChunks().Select(static c => new KeyValuePair<Sha256Hash, ReadOnlyMemory<byte>>(c.Id, ContentLocation.Single(c.Place)))], cancellationToken);
        }
    }
}
