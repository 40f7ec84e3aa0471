using System.Security.Cryptography;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>The part of a large content that is in memory: from the first byte not stored yet. Behind room for a block's prefix, so that it can be stored from where it lies.</summary>
internal sealed class ContentWindow
{
    private const int Piece = 256 << 10;
    private readonly byte[] _buffer;
    private readonly Stream _rest;
    private readonly IncrementalHash _hash;
    private Sha256Hash? _whole;

    /// <summary>Begins.</summary>
    /// <param name="buffer">Its memory.</param>
    /// <param name="begin">What was read already.</param>
    /// <param name="rest">The rest.</param>
    /// <param name="hash">Learns of every byte that is let go of.</param>
    public ContentWindow(byte[] buffer, ReadOnlyMemory<byte> begin, Stream rest, IncrementalHash hash)
    {
        _buffer = buffer;
        _rest = rest;
        _hash = hash;
        begin.CopyTo(buffer.AsMemory(BlockCodec.Prefix));
        Length = begin.Length;
        Total = begin.Length;
    }

    /// <summary>Bytes in memory.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes read so far.</summary>
    public long Total { get; private set; }

    /// <summary>True when there is nothing more to read.</summary>
    public bool Ended { get; private set; }

    /// <summary>True when no more fits.</summary>
    public bool IsFull => Length == FormatParameters.ChunkMaximum;

    /// <summary>What is in memory.</summary>
    public ReadOnlySpan<byte> Span => _buffer.AsSpan(BlockCodec.Prefix, Length);

    /// <summary>Its first bytes, behind room for a block's prefix.</summary>
    public Memory<byte> Framed(int length) => _buffer.AsMemory(0, BlockCodec.Prefix + length);

    /// <summary>Reads more; does nothing when it is full or there is no more.</summary>
    public async ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        if (Ended || IsFull)
            return;
        Memory<byte> room = _buffer.AsMemory(BlockCodec.Prefix + Length, Math.Min(Piece, FormatParameters.ChunkMaximum - Length));
        int read = await _rest.ReadAsync(room, cancellationToken);
        Ended = read == 0;
        Length += read;
        Total += read;
    }

    /// <summary>Reads until that much is there, or everything.</summary>
    public async ValueTask FillAsync(int length, CancellationToken cancellationToken)
    {
        while (Length < length && !Ended && !IsFull)
            await ReadAsync(cancellationToken);
    }

    /// <summary>The SHA-256 of its first bytes when they are the whole content, so that it is computed once; otherwise null.</summary>
    public Sha256Hash? HashIfWhole(int length) => Ended && Total == length ? _whole = Sha256Hash.Of(Span) : null;

    /// <summary>The SHA-256 of the whole content, once all of it was let go of.</summary>
    public Sha256Hash FinishHash() => _whole ?? new Sha256Hash(_hash.GetHashAndReset());

    /// <summary>Lets go of its first bytes.</summary>
    public void Drop(int length)
    {
        if (_whole is null)
            _hash.AppendData(_buffer, BlockCodec.Prefix, length);
        _buffer.AsSpan(BlockCodec.Prefix + length, Length - length).CopyTo(_buffer.AsSpan(BlockCodec.Prefix));
        Length -= length;
    }
}
