using System.Text;
using Veeam365.Backup.Core.Sources.Microsoft365;

namespace Veeam365.Backup.Tests.Sources;

public sealed class QuickXorHashTests
{
    [Theory]
    [InlineData("", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("J", "SgAAAAAAAAAAAAAAAQAAAAAAAAA=")]
    public void Short_vectors(string text, string expected) => Assert.Equal(expected, QuickXorHash.Compute(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Agrees_with_the_definition_bit_by_bit_at_any_length()
    {
        var random = new Random(1);
        for (var length = 0; length < 700; length += length < 340 ? 1 : 37)
        {
            var data = new byte[length];
            random.NextBytes(data);
            Assert.Equal(ByDefinition(data), QuickXorHash.Compute(data));
        }
    }

    [Fact]
    public void Pieces_of_any_size_make_the_same_hash()
    {
        var random = new Random(2);
        var data = new byte[10_000];
        random.NextBytes(data);
        string whole = QuickXorHash.Compute(data);
        for (var attempt = 0; attempt < 50; attempt++)
        {
            var hash = new QuickXorHash();
            for (int at = 0, count; at < data.Length; at += count)
            {
                count = Math.Min(random.Next(0, 700), data.Length - at);
                hash.Append(data.AsSpan(at, count));
            }

            Assert.Equal(whole, hash.ToBase64());
        }
    }

    // One bit at a time, as the algorithm is described.
    private static string ByDefinition(ReadOnlySpan<byte> data)
    {
        var ring = new byte[20];
        for (var i = 0; i < data.Length; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                if ((data[i] >> bit & 1) == 0)
                    continue;
                int at = (i * 11 + bit) % 160;
                ring[at / 8] ^= (byte)(1 << (at % 8));
            }
        }

        byte[] length = BitConverter.GetBytes((long)data.Length);
        for (var i = 0; i < 8; i++)
            ring[12 + i] ^= length[i];
        return Convert.ToBase64String(ring);
    }
}
