using System.Buffers;
using System.Security.Cryptography;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Stored content, read from start to end. Chunks are fetched ahead; none of the last one is handed out before the whole hash is compared.</summary>
internal sealed class ContentStream : Stream
{
    private const int Ahead = 2;
    private readonly BlockReader _blocks;
    private readonly ContentReference _content;
    private readonly IAsyncEnumerator<ChunkEntry> _chunks;
    private readonly Queue<Task<(DecodedBlock Block, int InBlock)>> _fetching = new();
    private readonly Queue<ChunkEntry> _entries = new();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly CancellationTokenSource _stop = new();
    private DecodedBlock? _block;
    private ReadOnlyMemory<byte> _rest;
    private long _loaded;
    private long _position;
    private bool _listed;

    /// <summary>Opens content.</summary>
    public ContentStream(BlockReader blocks, ContentReference content, Sha256Hash singleId)
    {
        _blocks = blocks;
        _content = content;
        _chunks = new ChunkWalker(blocks).WalkAsync(content, singleId, _stop.Token).GetAsyncEnumerator(CancellationToken.None);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => _content.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <summary>Begins fetching; errors of the first chunk show here.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || _position == _content.Length)
            return 0;
        if (_rest.IsEmpty)
            await LoadAsync(cancellationToken);
        int count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        _position += count;
        if (_rest.IsEmpty)
            LetGo();
        return count;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Not supported: reading waits for a store.</summary>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_stop.IsCancellationRequested)
        {
            LetGo();
            _rest = default;
            _stop.Cancel();
            foreach (Task<(DecodedBlock Block, int InBlock)> fetch in _fetching)
                _ = fetch.ContinueWith(Drop, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            _fetching.Clear();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private static void Drop(Task<(DecodedBlock Block, int InBlock)> fetch)
    {
        if (fetch.IsCompletedSuccessfully)
            fetch.Result.Block.Release();
        else
            _ = fetch.Exception;
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        await FetchAheadAsync(cancellationToken);
        if (_fetching.Count == 0)
            throw Damage.Reference("its chunks are not as long as the content");
        (_block, int inBlock) = await _fetching.Peek().WaitAsync(cancellationToken);
        _ = _fetching.Dequeue();
        _rest = Open(_entries.Dequeue(), inBlock);
        _loaded += _rest.Length;
        _hash.AppendData(_rest.Span);
        if (_loaded == _content.Length)
            CompareHash();
    }

    private async Task FetchAheadAsync(CancellationToken cancellationToken)
    {
        while (!_listed && _fetching.Count < Ahead)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!await _chunks.MoveNextAsync())
            {
                _listed = true;
                await _chunks.DisposeAsync();
                break;
            }

            ChunkEntry chunk = _chunks.Current;
            _entries.Enqueue(chunk);
            // What is fetched ahead is decoded ahead, on other threads.
            _fetching.Enqueue(_fetching.Count == 0 && _block is null && _loaded == 0 ? _blocks.GetAsync(chunk, _stop.Token) : Task.Run(() => _blocks.GetAsync(chunk, _stop.Token)));
        }
    }

    /// <summary>The content that a chunk of the block at hand stands for.</summary>
    private ReadOnlyMemory<byte> Open(ChunkEntry chunk, int inBlock)
    {
        ReadOnlyMemory<byte> bytes = _block!.Bytes.Slice(inBlock, chunk.Place.Length);
        if (!chunk.Form.IsBase64)
            return bytes;
        int length = (int)chunk.Covered;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        chunk.Form.Encode(bytes.Span, buffer.AsSpan(0, length));
        LetGo();
        _block = new DecodedBlock(buffer, length);
        return _block.Bytes;
    }

    private void CompareHash()
    {
        Span<byte> found = stackalloc byte[Sha256Hash.Size];
        _hash.GetHashAndReset(found);
        if (new Sha256Hash(found) == _content.Hash)
            return;
        ChunkPlace? place = ContentLocation.TryReadSingle(_content.Location.Span);
        LetGo();
        _rest = default;
        throw place is { } single
            ? Damage.In(RepositoryLayout.Pack(single.Pack), "content in it does not have its hash")
            : Damage.Reference("the content does not have its hash");
    }

    private void LetGo()
    {
        _block?.Release();
        _block = null;
    }
}
