using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>
/// A pack on its way: room is reserved in it under the pack writer's lock, blocks are sealed into their room side by side, and once closed and filled it is sent.
/// </summary>
internal sealed class OpenPack
{
    private readonly TaskCompletionSource _filled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _durable = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<NewChunk> _newChunks = [];
    private byte[]? _buffer;
    private int _pending = 1;
    private int _chunks;
    private Exception? _failure;

    /// <summary>Begins a pack in a buffer.</summary>
    /// <param name="keys">The repository's keys.</param>
    /// <param name="buffer">The buffer.</param>
    /// <param name="year">The year of what will be in it, or <see cref="PackYear.None"/>.</param>
    public OpenPack(RepositoryKeys keys, byte[] buffer, int year = PackYear.None)
    {
        _buffer = buffer;
        Id = year == PackYear.None ? ObjectId.Create() : ObjectId.CreateIn(year);
        Seal = keys.SealOf(SealedKind.Pack, Id, RepositoryLayout.Pack(Id));
        ObjectHeader.Write(buffer, SealedKind.Pack, Id);
        Length = ObjectHeader.Size;
        // Nobody may be waiting for a pack that fails; the failure is not lost, it is in Failure.
        _ = _durable.Task.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    /// <summary>Its id.</summary>
    public ObjectId Id { get; }

    /// <summary>Its key in the store.</summary>
    public string Key => Seal.Key;

    /// <summary>What seals its blocks.</summary>
    public ObjectSeal Seal { get; }

    /// <summary>Bytes reserved, header included.</summary>
    public int Length { get; private set; }

    /// <summary>Blocks reserved.</summary>
    public int Blocks { get; private set; }

    /// <summary>Directory entries of the blocks, without their number.</summary>
    public PooledBuffer Directory { get; } = new();

    /// <summary>The whole pack's size once sealed.</summary>
    public long Size { get; set; }

    /// <summary>SHA-256 of the whole pack once sealed.</summary>
    public Sha256Hash Hash { get; set; }

    /// <summary>Ends when all reserved room is filled after <see cref="Close"/>.</summary>
    public Task Filled => _filled.Task;

    /// <summary>Ends when the pack is stored, verified and indexed, or could not be.</summary>
    public Task Durable => _durable.Task;

    /// <summary>True once it is stored, verified and indexed.</summary>
    public bool IsDurable => _durable.Task.IsCompletedSuccessfully;

    /// <summary>Why it could not be stored.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>Chunks in it that other content may share.</summary>
    public IReadOnlyList<NewChunk> NewChunks => _newChunks;

    /// <summary>The bytes reserved so far; only while it holds its buffer.</summary>
    public Span<byte> Bytes => Buffer.AsSpan(0, Length);

    /// <summary>The buffer; only while it holds it.</summary>
    public byte[] Buffer => _buffer ?? throw new InvalidOperationException("The pack has been sent.");

    /// <summary>True when a block of that size and number of chunks still fits.</summary>
    public bool Fits(int stored, int chunks) => Length + stored <= Buffer.Length && _chunks + chunks <= FormatParameters.PackChunks;

    /// <summary>Reserves room for a block. Under the pack writer's lock; followed by <see cref="Filling"/> of the same block.</summary>
    public BlockPlace Reserve(int stored, int plain, ReadOnlySpan<BlockChunk> chunks)
    {
        BlockPlace place = new(this, Length, stored);
        Length += stored;
        Blocks++;
        _chunks += chunks.Length;
        PackDirectory.WriteBlock(Directory, stored, plain, chunks);
        RememberShared(place, chunks);
        Interlocked.Increment(ref _pending);
        return place;
    }

    /// <summary>Says that a reserved block is in its room.</summary>
    public void Filling()
    {
        if (Interlocked.Decrement(ref _pending) == 0)
            _filled.TrySetResult();
    }

    /// <summary>No more blocks. Once only.</summary>
    public void Close() => Filling();

    /// <summary>Says that it cannot be stored.</summary>
    public void Fail(Exception error)
    {
        if (Interlocked.CompareExchange(ref _failure, error, null) is null)
            _durable.TrySetException(error);
    }

    /// <summary>Says that it is stored, verified and indexed.</summary>
    public void Succeed()
    {
        _durable.TrySetResult();
        Directory.Dispose();
    }

    /// <summary>Takes its buffer away for the next pack.</summary>
    public byte[] TakeBuffer() => Interlocked.Exchange(ref _buffer, null) ?? throw new InvalidOperationException("The pack has been sent.");

    private void RememberShared(BlockPlace place, ReadOnlySpan<BlockChunk> chunks)
    {
        int inBlock = 0;
        foreach (BlockChunk chunk in chunks)
        {
            if (chunk.Length >= FormatParameters.DedupMinimum)
                _newChunks.Add(new NewChunk(chunk.Id, place.Chunk(inBlock, chunk.Length)));
            inBlock += chunk.Length;
        }
    }
}
