using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>What Optimize-BackupRepository would do.</summary>
public sealed class RetentionPlanView
{
    private readonly RetentionPlan _plan;

    internal RetentionPlanView(string repository, RetentionPlan plan)
    {
        Repository = repository;
        _plan = plan;
    }

    /// <summary>The repository.</summary>
    public string Repository { get; }

    /// <summary>Restore points that go, oldest first.</summary>
    public IReadOnlyList<PlannedPoint> RestorePoints => _plan.Points;

    /// <summary>Packs that go or are rewritten, with their needed and needless bytes.</summary>
    public IReadOnlyList<PlannedPack> Packs => _plan.Packs;

    /// <summary>Packs of which nothing is needed.</summary>
    public int PacksToFree => _plan.Packs.Count(static p => p.Action == PackAction.Free);

    /// <summary>Packs that are rewritten.</summary>
    public int PacksToRepack => _plan.Packs.Count(static p => p.Action == PackAction.Repack);

    /// <summary>Segments, records and index files that go.</summary>
    public int Objects => _plan.Objects;

    /// <summary>Bytes that are written anew.</summary>
    public long BytesToRewrite => _plan.Packs.Where(static p => p.Action == PackAction.Repack).Sum(static p => p.LiveBytes);

    /// <summary>Bytes of packs that restore points need.</summary>
    public long LiveBytes => _plan.LiveBytes;

    /// <summary>Bytes that come free in the end.</summary>
    public long BytesFreed => _plan.BytesFreed;

    /// <summary>Objects that earlier runs marked and that wait to be deleted.</summary>
    public int Waiting => _plan.Waiting.Objects;

    /// <summary>Bytes of them.</summary>
    public long WaitingBytes => _plan.Waiting.Bytes;

    /// <summary>Since when the oldest of them waits (UTC, the store's clock); null when nothing does.</summary>
    public DateTimeOffset? WaitingSince => _plan.Waiting.Since;
}
