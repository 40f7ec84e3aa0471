using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>
/// Writes the next head of one object, begun only once there is something to write: an object without changes costs the repository nothing.
/// State entries wait for the end, so that they can never be newer than the data they cover.
/// </summary>
internal sealed class HeadWriter : IAsyncDisposable
{
    private const string RefreshedKey = "session/refreshed";

    private readonly TransferContext _context;
    private readonly ResolvedObject _target;
    private readonly CachedHistory _history;
    private readonly Dictionary<string, Gap> _earlierGaps = new(StringComparer.Ordinal);
    private readonly CheckpointHead? _base;
    private readonly CacheSink _sink;
    private readonly Dictionary<string, ReadOnlyMemory<byte>?> _state = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Gap> _gaps = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Gap> _namelessGaps = new();
    // What is written of an object that is held and read in full: it counts more than what is held.
    private readonly IdSet? _written;
    private IObjectWriter? _writer;

    public HeadWriter(TransferContext context, ResolvedObject target, CachedHistory history)
        : this(context, target, history, history.PendingGaps, target.Kept)
    {
    }

    private HeadWriter(TransferContext context, ResolvedObject target, CachedHistory history, IReadOnlyList<Gap> earlierGaps, CheckpointHead? builtOn)
    {
        _context = context;
        _target = target;
        _history = history;
        _base = builtOn;
        Kind = target.ReadInFull && builtOn is null ? SegmentKind.Full : SegmentKind.Incremental;
        Head = (Parent?.Head ?? target.Cached.Committed?.Head ?? 0) + 1;
        _sink = new CacheSink(context.Connection.Cache, target.Cached.Id, Head, Kind);
        _written = Kind == SegmentKind.Full && target.Cached.Committed is not null ? new IdSet() : null;
        foreach (Gap gap in earlierGaps)
            _gaps[gap.ItemKey!] = _earlierGaps[gap.ItemKey!] = gap;
    }

    public int Head { get; }

    public SegmentKind Kind { get; }

    // Segments before a new chain cannot be read: nothing may build on them. What is written first is then replaced by a segment that holds everything (SegmentMerge).
    private bool StandsAlone => Kind == SegmentKind.Full || _target.NeedsNewChain;

    /// <summary>What the object does not hold, earlier gaps that were not closed included.</summary>
    public IReadOnlyList<Gap> Gaps => [.. _gaps.Values, .. _namelessGaps];

    /// <summary>The head beneath that no restore point names; null when there is none.</summary>
    public HeadRecord? Unnamed => _base?.Head;

    /// <summary>
    /// True when the head can be completed on the way and gone on from. Not while an object that is held already is read in full: what was not seen yet would count as gone.
    /// </summary>
    public bool CanBeCutHere => _writer is not null && !_target.NeedsNewChain && (Kind == SegmentKind.Incremental || _target.Cached.Newest is null);

    private SegmentReference? Parent => Kind == SegmentKind.Full ? null : _base?.Head.Segment ?? _target.Cached.Committed;

    /// <summary>The writer of the next head, on top of this one, which is complete.</summary>
    public HeadWriter Continue(HeadRecord written)
    {
        var next = new HeadWriter(_context, _target, _history, [.. _gaps.Values], new CheckpointHead(written, IsComplete: false));
        foreach (Gap gap in _namelessGaps)
            next._namelessGaps.Enqueue(gap);
        return next;
    }

    /// <summary>Begins the head. Called by the one reader of changes before it hands out work.</summary>
    public void Begin() => _writer ??= _context.Writer.BeginObject(
        new ObjectWriteStart(_target.Identity, Head, StandsAlone ? SegmentKind.Full : Kind, StandsAlone ? null : Parent), _sink);

    public async Task<long> WriteItemAsync(ItemWrite item, CancellationToken cancellationToken)
    {
        Begin();
        Note(item.Version.Key);
        long bytes = await _writer!.WriteItemAsync(item, cancellationToken).ConfigureAwait(false);
        _gaps.TryRemove(item.Version.Key, out _);
        return bytes;
    }

    public async Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        Begin();
        await _writer!.WriteRecordAsync(new ChangeRecord.Removed(key), cancellationToken).ConfigureAwait(false);
        _gaps.TryRemove(key, out _);
    }

    public void SetState(string key, ReadOnlyMemory<byte>? value) => _state[key] = value;

    /// <summary>Writes a gap down. The version held so far, if there is one, stays in the tree.</summary>
    public async Task AddGapAsync(string? itemKey, string name, GapReason reason, string message, CancellationToken cancellationToken)
    {
        Gap gap = Describe(itemKey, name, reason, message);
        if (itemKey is null)
        {
            _namelessGaps.Enqueue(gap);
            return;
        }
        _gaps[itemKey] = gap;
        if (Kind == SegmentKind.Full && _target.Cached.Committed is { } committed)
            await KeepHeldVersionAsync(itemKey, committed.Head, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes down that something of an item is missing that is itself written in this head.</summary>
    public void AddGapOfHeldItem(string itemKey, string name, GapReason reason, string message) =>
        _gaps[itemKey] = Describe(itemKey, name, reason, message);

    /// <summary>
    /// Writes the state entries and completes the segment: durable and verified. Null when there is nothing new to keep.
    /// </summary>
    public async Task<SegmentReference?> CompleteAsync(CancellationToken cancellationToken)
    {
        if (_writer is null && !StandsAlone && !GapsChanged() && !await NeedsStateAsync(cancellationToken).ConfigureAwait(false))
            return null;
        Begin();
        await WriteStateAsync(cancellationToken).ConfigureAwait(false);
        SegmentReference segment = await _writer!.CompleteAsync(cancellationToken).ConfigureAwait(false);
        await _sink.FlushAsync(cancellationToken).ConfigureAwait(false);
        return segment;
    }

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null)
            await _writer.DisposeAsync().ConfigureAwait(false);
    }

    // The same thing missing again is the same gap: it began when it was first missed.
    private Gap Describe(string? itemKey, string name, GapReason reason, string message) => new(_target.Identity.Key, itemKey, name, reason, message)
    {
        Since = (itemKey is null ? null : _earlierGaps.GetValueOrDefault(itemKey)?.Since) ?? _context.Clock.GetUtcNow(),
    };

    private async Task KeepHeldVersionAsync(string itemKey, int committedHead, CancellationToken cancellationToken)
    {
        ItemVersion? held = await _context.Connection.Cache.FindItemAsync(_target.Cached.Id, committedHead, itemKey, cancellationToken).ConfigureAwait(false);
        if (held is null)
            return;
        Begin();
        await _writer!.WriteRecordAsync(new ChangeRecord.Upserted(held), cancellationToken).ConfigureAwait(false);
        if (held.Kind == ItemKind.Folder)
            await KeepBelowAsync(itemKey, committedHead, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A folder, list or library that failed keeps what is held below it, but for what was read anew.</summary>
    private async Task KeepBelowAsync(string folderKey, int committedHead, CancellationToken cancellationToken)
    {
        var pending = new Stack<string>([folderKey]);
        while (pending.TryPop(out string? parent))
        {
            await foreach (ItemVersion held in _context.Connection.Cache.ListChildrenAsync(_target.Cached.Id, committedHead, parent, cancellationToken).ConfigureAwait(false))
            {
                if (held.Kind == ItemKind.Folder || (held.Kind == ItemKind.File && _context.Loaded.Job.Scope.FileVersions))
                    pending.Push(held.Key);
                if (!WasWritten(held.Key))
                    await _writer!.WriteRecordAsync(new ChangeRecord.Upserted(held), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private void Note(string key)
    {
        if (_written is null)
            return;
        lock (_written)
            _written.Add(key);
    }

    private bool WasWritten(string key)
    {
        if (_written is null)
            return false;
        lock (_written)
            return _written.Contains(key);
    }

    private async Task WriteStateAsync(CancellationToken cancellationToken)
    {
        foreach (string closed in _earlierGaps.Keys.Where(key => !_gaps.ContainsKey(key)))
            _state[GapState.KeyOf(closed)] = null;
        foreach (Gap gap in _gaps.Values)
            _state[GapState.KeyOf(gap.ItemKey!)] = GapState.Write(gap);
        _state[RefreshedKey] = Encoding.ASCII.GetBytes(_context.Clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
        foreach ((string key, ReadOnlyMemory<byte>? value) in _state)
            await _writer!.WriteRecordAsync(new ChangeRecord.StateChanged(key, value), cancellationToken).ConfigureAwait(false);
    }

    private bool GapsChanged() =>
        _gaps.Count != _earlierGaps.Count || _earlierGaps.Any(g => !_gaps.TryGetValue(g.Key, out Gap? now) || now != g.Value);

    /// <summary>Tokens of an object without changes are kept now and then; those that say what a head cut short did not cover, always.</summary>
    private async Task<bool> NeedsStateAsync(CancellationToken cancellationToken)
    {
        if (_state.Count == 0)
            return false;
        if (_base is { IsComplete: false })
            return true;
        ReadOnlyMemory<byte>? stored = await _history.FindStateAsync(RefreshedKey, cancellationToken).ConfigureAwait(false);
        return stored is not { } value
            || !DateTimeOffset.TryParse(Encoding.ASCII.GetString(value.Span), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTimeOffset at)
            || _context.Clock.GetUtcNow() - at >= _context.Options.TokenRefresh;
    }
}
