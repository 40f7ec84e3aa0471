using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>The last 32 bytes of a pack: directory offset (4), its stored length (4), check (16: truncated SHA-256 of the pack's header and the 8 bytes before), magic (8).</summary>
internal static class PackTrailer
{
    /// <summary>Its length.</summary>
    public const int Size = 32;

    private static ReadOnlySpan<byte> Magic => "V365TAIL"u8;

    /// <summary>Writes it.</summary>
    public static void Write(Span<byte> target, ReadOnlySpan<byte> header, int directoryOffset, int directoryLength)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, directoryOffset);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], directoryLength);
        Check(header, target[..8], target.Slice(8, 16));
        Magic.CopyTo(target[24..]);
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="Model.DataDamagedException">It is none, or does not fit the pack's length.</exception>
    public static (int Offset, int Length) Read(ReadOnlySpan<byte> trailer, ReadOnlySpan<byte> header, long packLength, string key)
    {
        Span<byte> check = stackalloc byte[16];
        Check(header, trailer[..8], check);
        if (!trailer[24..Size].SequenceEqual(Magic) || !trailer.Slice(8, 16).SequenceEqual(check))
            throw Damage.In(key, "its end does not match its check");
        int offset = BinaryPrimitives.ReadInt32LittleEndian(trailer);
        int length = BinaryPrimitives.ReadInt32LittleEndian(trailer[4..]);
        if (offset < ObjectHeader.Size || length < 0 || (long)offset + length + Size != packLength)
            throw Damage.In(key, "its length does not match its end");
        return (offset, length);
    }

    private static void Check(ReadOnlySpan<byte> header, ReadOnlySpan<byte> numbers, Span<byte> check)
    {
        Span<byte> covered = stackalloc byte[ObjectHeader.Size + 8];
        header[..ObjectHeader.Size].CopyTo(covered);
        numbers.CopyTo(covered[ObjectHeader.Size..]);
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(covered, digest);
        digest[..16].CopyTo(check);
    }
}
