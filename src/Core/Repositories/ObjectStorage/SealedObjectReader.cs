using System.Buffers;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Reads the frames of a stored object that is in memory; each is verified before it is returned.</summary>
internal sealed class SealedObjectReader
{
    private readonly ReadOnlyMemory<byte> _stored;
    private readonly ObjectSeal _seal;
    private int _offset = ObjectHeader.Size;
    private int _frames;

    /// <summary>Opens an object.</summary>
    /// <exception cref="Model.DataDamagedException">It is none of that kind.</exception>
    public SealedObjectReader(RepositoryKeys keys, SealedKind kind, string key, ReadOnlyMemory<byte> stored)
    {
        _stored = stored;
        Id = ObjectHeader.Read(stored.Span, kind, key);
        _seal = keys.SealOf(kind, Id, key);
    }

    /// <summary>The object's id.</summary>
    public ObjectId Id { get; }

    /// <summary>Reads the next frame into the buffer, behind what it holds.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="Model.DataDamagedException">Something is not as written.</exception>
    public bool TryRead(PooledBuffer target)
    {
        FormatReader reader = new(_stored.Span[_offset..], _seal.Key);
        int length = reader.Number32(FormatParameters.BlockMaximum + BlockCodec.Prefix + ObjectSeal.Overhead);
        ReadOnlySpan<byte> piece = reader.Raw(length);
        bool last = reader.Remaining == 0;
        _offset = _stored.Length - reader.Remaining;
        byte[] opened = ArrayPool<byte>.Shared.Rent(Math.Max(length, 1));
        try
        {
            if (length < ObjectSeal.Overhead || !_seal.TryOpen(_frames++, last, piece, opened))
                throw Damage.In(_seal.Key, "a frame does not match its check");
            ReadOnlySpan<byte> block = opened.AsSpan(0, length - ObjectSeal.Overhead);
            int plain = BlockCodec.PlainLength(block, _seal.Key);
            BlockCodec.Decode(block, target.GetSpan(plain)[..plain], _seal.Key);
            target.Advance(plain);
            return !last;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(opened);
        }
    }

    /// <summary>Reads all frames.</summary>
    public PooledBuffer ReadAll()
    {
        PooledBuffer all = new();
        try
        {
            while (TryRead(all))
            {
                if (all.Length > FormatParameters.ObjectMaximum)
                    throw Damage.In(_seal.Key, "it is larger than any can be");
            }

            return all;
        }
        catch
        {
            all.Dispose();
            throw;
        }
    }
}
