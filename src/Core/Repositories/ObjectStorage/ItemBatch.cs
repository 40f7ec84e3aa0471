using System.Buffers;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>
/// An object's open block with the records that came while it was open. Filled under the object's lock; then stored by one worker; then its records are released.
/// </summary>
/// <param name="shelf">What stores it.</param>
internal sealed class ItemBatch(WriterShelf shelf)
{
    private const int Capacity = 512 << 10;
    private const int RecordsMaximum = 2048;
    private readonly TaskCompletionSource _stored = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PendingRecord> _records = [];
    private readonly List<BlockChunk> _chunks = [];
    private Dictionary<Sha256Hash, int>? _offsets;
    private byte[]? _buffer;
    private int _length = BlockCodec.Prefix;
    private volatile bool _isPlaced;

    /// <summary>What stores it: items of other years have batches of their own.</summary>
    public WriterShelf Shelf => shelf;

    /// <summary>True once nothing more may be added and somebody is about to store it.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Ends when it is stored and released, or failed.</summary>
    public Task Stored => _stored.Task;

    /// <summary>Where its block is, once placed.</summary>
    public BlockPlace Place { get; private set; }

    /// <summary>True once its block is in a pack.</summary>
    public bool IsPlaced => _isPlaced;

    /// <summary>True when nothing was added.</summary>
    public bool IsEmpty => _records.Count == 0 && _chunks.Count == 0;

    /// <summary>True when it should be stored now.</summary>
    public bool IsFull => _length >= FormatParameters.GatherSize || _records.Count >= RecordsMaximum;

    /// <summary>The records, in order.</summary>
    public IReadOnlyList<PendingRecord> Records => _records;

    /// <summary>True when that much content still fits.</summary>
    public bool Fits(int length) => _length + length <= Capacity;

    /// <summary>Adds content; content that this block has already is not added again.</summary>
    public PendingContent Add(ReadOnlySpan<byte> content, Sha256Hash hash, Sha256Hash id)
    {
        return new PendingContent(content.Length, hash, null, this, AddChunk(content, id));
    }

    /// <summary>Adds content some of whose pieces have their place.</summary>
    public PendingContent Add(IReadOnlyList<DraftPiece> content, long length, Sha256Hash hash)
    {
        PendingPiece[] pieces = new PendingPiece[content.Count];
        for (int i = 0; i < pieces.Length; i++)
        {
            DraftPiece piece = content[i];
            int offset = piece.Stored is null ? AddChunk(piece.Bytes.Span, piece.Id) : 0;
            pieces[i] = new PendingPiece(piece.Stored, offset, piece.Bytes.Length, piece.Id);
        }

        return new PendingContent(length, hash, null, this, 0, pieces);
    }

    private int AddChunk(ReadOnlySpan<byte> content, Sha256Hash id)
    {
        bool shared = content.Length >= FormatParameters.DedupMinimum;
        if (shared && (_offsets ??= []).TryGetValue(id, out int known))
            return known;
        _buffer ??= ArrayPool<byte>.Shared.Rent(Capacity);
        int offset = _length;
        content.CopyTo(_buffer.AsSpan(offset));
        _length += content.Length;
        _chunks.Add(new BlockChunk(id, content.Length));
        if (shared)
            _offsets!.Add(id, offset);
        return offset;
    }

    /// <summary>Adds a record.</summary>
    public void Add(PendingRecord record) => _records.Add(record);

    /// <summary>Stores the block, if there is content.</summary>
    /// <returns>The pack it is in; null when there was none.</returns>
    public async Task<OpenPack?> StoreAsync(DedupTable dedup)
    {
        if (_buffer is null)
        {
            _isPlaced = true;
            return null;
        }

        try
        {
            Place = await shelf.Blocks.WriteAsync(_buffer.AsMemory(0, _length), _chunks.ToArray());
            if (_offsets is not null)
                ShareChunks(dedup);
            _isPlaced = true;
            return Place.Pack;
        }
        finally
        {
            Discard();
        }
    }

    /// <summary>Says that nothing more will happen to it.</summary>
    public void Finish() => _stored.TrySetResult();

    /// <summary>Gives its memory back.</summary>
    public void Discard()
    {
        if (_buffer is null)
            return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }

    private void ShareChunks(DedupTable dedup)
    {
        int inBlock = 0;
        foreach (BlockChunk chunk in _chunks)
        {
            if (chunk.Length >= FormatParameters.DedupMinimum)
                dedup.Add(chunk.Id, new KnownChunk(Place.Chunk(inBlock, chunk.Length), Place.Pack));
            inBlock += chunk.Length;
        }
    }
}
