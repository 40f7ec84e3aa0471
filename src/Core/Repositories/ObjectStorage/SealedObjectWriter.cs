using System.Buffers;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>
/// Builds a stored object of frames in memory: header (magic, kind, version, id), then frames (length, sealed block), then an empty last frame,
/// so that a cut is always seen. Not safe for concurrent use.
/// </summary>
internal sealed class SealedObjectWriter : IDisposable
{
    private readonly PooledBuffer _stored = new(64 << 10);
    private readonly ObjectSeal _seal;
    private int _frames;

    /// <summary>Begins an object.</summary>
    public SealedObjectWriter(RepositoryKeys keys, SealedKind kind, ObjectId id, string key)
    {
        _seal = keys.SealOf(kind, id, key);
        ObjectHeader.Write(_stored, kind, id);
    }

    /// <summary>The object's key.</summary>
    public string Key => _seal.Key;

    /// <summary>Bytes so far.</summary>
    public int Length => _stored.Length;

    /// <summary>The object; whole after <see cref="Finish"/>.</summary>
    public ReadOnlyMemory<byte> Stored => _stored.Written;

    /// <summary>Appends bytes as one frame.</summary>
    public void AddOne(ReadOnlySpan<byte> plain)
    {
        if (plain.Length > FormatParameters.BlockMaximum)
            throw new RepositoryException("Repository.FrameTooLarge", $"'{Key}' would hold more in one piece than the format allows.", "Report this; nothing that is stored is affected.");
        AddFrame(plain, last: false);
    }

    /// <summary>Appends bytes of any number as frames that follow each other.</summary>
    public void AddAll(ReadOnlySpan<byte> plain)
    {
        const int Largest = FormatParameters.ChunkMaximum;
        for (; plain.Length > Largest; plain = plain[Largest..])
            AddFrame(plain[..Largest], last: false);
        AddFrame(plain, last: false);
    }

    /// <summary>Appends the last frame.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        AddFrame([], last: true);
        return Stored;
    }

    /// <inheritdoc/>
    public void Dispose() => _stored.Dispose();

    private void AddFrame(ReadOnlySpan<byte> plain, bool last)
    {
        int size = BlockCodec.Prefix + plain.Length;
        byte[] source = ArrayPool<byte>.Shared.Rent(size);
        byte[] scratch = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            plain.CopyTo(source.AsSpan(BlockCodec.Prefix));
            ReadOnlyMemory<byte> block = BlockCodec.Encode(source.AsMemory(0, size), scratch);
            _stored.Fixed32((uint)(block.Length + ObjectSeal.Overhead));
            Span<byte> target = _stored.GetSpan(block.Length + ObjectSeal.Overhead);
            _seal.Seal(_frames++, last, block.Span, target);
            _stored.Advance(block.Length + ObjectSeal.Overhead);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(source);
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }
}
