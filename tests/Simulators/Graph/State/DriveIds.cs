using System.Buffers.Binary;
using System.Buffers.Text;

namespace Veeam365.Simulators.Graph;

/// <summary>Ids as OneDrive for Business makes them: "01" and 32 characters of base32; the drive's "b!" and base64url.</summary>
internal sealed class DriveIds
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int Bytes = 20;

    private readonly byte[] _template = new byte[Bytes];
    private readonly Guid _guid;

    public DriveIds(Guid drive)
    {
        _guid = drive;
        var random = new SplitMix(0xD51E, BitConverter.ToUInt64(drive.ToByteArray()));
        for (var i = 0; i < Bytes; i += 4)
            BinaryPrimitives.WriteUInt32BigEndian(_template.AsSpan(i), (uint)random.Next());
        Span<byte> id = stackalloc byte[48];
        for (var i = 0; i < 6; i++)
            BinaryPrimitives.WriteUInt64BigEndian(id[(i * 8)..], random.Next());
        Drive = "b!" + Base64Url.EncodeToString(id);
    }

    public string Drive { get; }

    public string Item(int ordinal)
    {
        Span<byte> id = stackalloc byte[Bytes];
        _template.CopyTo(id);
        Scramble(id, ordinal);
        return "01" + Encode(id);
    }

    /// <summary>The GUID inside an eTag.</summary>
    public Guid ItemGuid(int ordinal)
    {
        Span<byte> bytes = stackalloc byte[16];
        _guid.TryWriteBytes(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes[12..], ordinal);
        return new Guid(bytes);
    }

    public int? ReadItem(string id)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        if (id.Length != 34 || !id.StartsWith("01", StringComparison.Ordinal) || !Decode(id.AsSpan(2), bytes))
            return null;
        var ordinal = BinaryPrimitives.ReadInt32BigEndian(bytes[16..]) ^ BinaryPrimitives.ReadInt32BigEndian(_template.AsSpan(16));
        return string.Equals(Item(ordinal), id, StringComparison.OrdinalIgnoreCase) ? ordinal : null;
    }

    private static void Scramble(Span<byte> id, int ordinal)
    {
        BinaryPrimitives.WriteInt32BigEndian(id[16..], BinaryPrimitives.ReadInt32BigEndian(id[16..]) ^ ordinal);
        var mixed = SplitMix.Mix((ulong)ordinal + BinaryPrimitives.ReadUInt64BigEndian(id[8..]));
        BinaryPrimitives.WriteUInt64BigEndian(id[8..], mixed);
    }

    private static string Encode(ReadOnlySpan<byte> id)
    {
        Span<char> text = stackalloc char[32];
        for (int i = 0, bits = 0; i < 32; i++, bits += 5)
        {
            var pair = (id[bits / 8] << 8) | (bits / 8 + 1 < Bytes ? id[bits / 8 + 1] : 0);
            text[i] = Alphabet[(pair >> (11 - bits % 8)) & 31];
        }

        return new string(text);
    }

    private static bool Decode(ReadOnlySpan<char> text, Span<byte> id)
    {
        id.Clear();
        for (int i = 0, bits = 0; i < 32; i++, bits += 5)
        {
            var value = Alphabet.IndexOf(char.ToUpperInvariant(text[i]), StringComparison.Ordinal);
            if (value < 0)
                return false;
            var pair = value << (11 - bits % 8);
            id[bits / 8] |= (byte)(pair >> 8);
            if (bits / 8 + 1 < Bytes)
                id[bits / 8 + 1] |= (byte)pair;
        }

        return true;
    }
}
