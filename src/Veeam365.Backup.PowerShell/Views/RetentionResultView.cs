using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>What Optimize-BackupRepository did.</summary>
public sealed class RetentionResultView
{
    private readonly RetentionResult _result;

    internal RetentionResultView(string repository, RetentionResult result, TimeSpan duration)
    {
        Repository = repository;
        _result = result;
        Duration = duration;
    }

    /// <summary>The repository.</summary>
    public string Repository { get; }

    /// <summary>Restore points that were removed, oldest first.</summary>
    public IReadOnlyList<PlannedPoint> RestorePoints => _result.Removed;

    /// <summary>Restore points that the store did not let go.</summary>
    public IReadOnlyList<PlannedPoint> RestorePointsKept => _result.Kept;

    /// <summary>Packs that were rewritten.</summary>
    public int PacksRepacked => _result.PacksRepacked;

    /// <summary>Packs that were deleted.</summary>
    public int PacksFreed => _result.PacksFreed;

    /// <summary>Other objects that were deleted.</summary>
    public int ObjectsFreed => _result.ObjectsFreed;

    /// <summary>Bytes that were deleted.</summary>
    public long BytesFreed => _result.BytesFreed;

    /// <summary>Objects that were to be deleted and stayed: needed after all, or locked.</summary>
    public int ObjectsKept => _result.ObjectsKept;

    /// <summary>Objects that are marked and wait to be deleted by a later run.</summary>
    public int Waiting => _result.Waiting.Objects;

    /// <summary>Bytes of them.</summary>
    public long WaitingBytes => _result.Waiting.Bytes;

    /// <summary>Since when the oldest of them waits (UTC, the store's clock); null when nothing does.</summary>
    public DateTimeOffset? WaitingSince => _result.Waiting.Since;

    /// <summary>Bytes that the disk got back from files that were written anew (-Compact).</summary>
    public long BytesCompacted { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; }
}
