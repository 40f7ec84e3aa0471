using System.Buffers.Binary;
using System.Text;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Reads the format's codings from verified bytes. Anything that does not fit is reported as damage of the object, never read past the end.</summary>
internal ref struct FormatReader
{
    private readonly string? _key;
    private ReadOnlySpan<byte> _rest;

    /// <summary>Reads the bytes of an object.</summary>
    /// <param name="bytes">What to read.</param>
    /// <param name="key">The object, for the error; null for a content reference.</param>
    public FormatReader(ReadOnlySpan<byte> bytes, string? key)
    {
        _rest = bytes;
        _key = key;
    }

    /// <summary>Bytes not read yet.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>The error for something that does not fit.</summary>
    public readonly DataDamagedException Bad(string what) => _key is null ? Damage.Reference(what) : Damage.In(_key, what);

    /// <summary>One byte.</summary>
    public byte Byte() => Raw(1)[0];

    /// <summary>That many bytes.</summary>
    public ReadOnlySpan<byte> Raw(int count)
    {
        if ((uint)count > (uint)_rest.Length)
            throw Bad("it ends too early");
        ReadOnlySpan<byte> result = _rest[..count];
        _rest = _rest[count..];
        return result;
    }

    /// <summary>4 bytes, little-endian.</summary>
    public uint Fixed32() => BinaryPrimitives.ReadUInt32LittleEndian(Raw(4));

    /// <summary>4 bytes, little-endian, of a number that is not above the limit.</summary>
    public int Number32(int limit)
    {
        uint value = Fixed32();
        return value <= (uint)limit ? (int)value : throw Bad("a number is out of its range");
    }

    /// <summary>8 bytes, little-endian.</summary>
    public ulong Fixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Raw(8));

    /// <summary>A number of at most 64 bits.</summary>
    public ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte b = Byte();
            if (shift == 63 && b > 1)
                break;
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return value;
        }

        throw Bad("a number is too large");
    }

    /// <summary>A signed number.</summary>
    public long Signed()
    {
        ulong value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A number that is not above the limit.</summary>
    public int Number(int limit)
    {
        ulong value = Varint();
        return value <= (ulong)limit ? (int)value : throw Bad("a number is out of its range");
    }

    /// <summary>A number of a length or offset: not negative.</summary>
    public long Long()
    {
        ulong value = Varint();
        return value <= long.MaxValue ? (long)value : throw Bad("a number is out of its range");
    }

    /// <summary>Bytes that follow their length.</summary>
    public ReadOnlySpan<byte> Bytes() => Raw(Number(int.MaxValue));

    /// <summary>A SHA-256 value.</summary>
    public Sha256Hash Hash() => new(Raw(Sha256Hash.Size));

    /// <summary>An id.</summary>
    public ObjectId Id() => ObjectId.Read(Raw(ObjectId.Size));

    /// <summary>A string.</summary>
    public string Text()
    {
        int coded = Number(int.MaxValue);
        ReadOnlySpan<byte> bytes = Raw(coded >> 1);
        if ((coded & 1) == 0)
            return Encoding.UTF8.GetString(bytes);
        if (bytes.Length % 2 != 0)
            throw Bad("a string has half a character");
        return Wide(bytes);
    }

    private static string Wide(ReadOnlySpan<byte> bytes)
    {
        char[] text = new char[bytes.Length / 2];
        for (int i = 0; i < text.Length; i++)
            text[i] = (char)BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]);
        return new string(text);
    }
}
