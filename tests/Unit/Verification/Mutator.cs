namespace Veeam365.Backup.Tests.Verification;

/// <summary>Makes bytes of valid ones that are valid no more, or only just. The same seed gives the same bytes.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly byte[][] Interesting =
    [
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0xFF, 0xFF, 0xFF, 0xFF, 0x07], [0xFF, 0xFF, 0xFF, 0xFF], [0x80, 0x80, 0x80, 0x80, 0x80],
        [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0x80], [0x7F], [0x80], "\"\""u8.ToArray(), "null"u8.ToArray(), "[[[[[["u8.ToArray(), "{"u8.ToArray(), "1e999"u8.ToArray(), "\\ud800"u8.ToArray(), [0xC3], "-1"u8.ToArray(),
    ];

    private readonly Random _random = new(seed);

    /// <summary>One to four changes of the bytes.</summary>
    public byte[] Mutate(byte[] valid)
    {
        byte[] bytes = valid;
        for (int changes = _random.Next(1, 5); changes > 0; changes--)
            bytes = Change(bytes);
        return bytes;
    }

    private byte[] Change(byte[] bytes)
    {
        int at = _random.Next(bytes.Length + 1);
        int length = Math.Min(_random.Next(1, 20), bytes.Length - at);
        byte[] value = Interesting[_random.Next(Interesting.Length)];
        switch (_random.Next(7))
        {
            case 0:
                return bytes[..at];
            case 1:
                return [.. bytes[..at], .. value, .. bytes[at..]];
            case 2:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 3:
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 4:
                int end = Math.Min(bytes.Length, at + value.Length);
                return [.. bytes[..at], .. value.AsSpan(0, end - at), .. bytes[end..]];
            default:
                byte[] flipped = [.. bytes];
                if (at < flipped.Length)
                    flipped[at] ^= (byte)(1 << _random.Next(8));
                return flipped;
        }
    }
}
