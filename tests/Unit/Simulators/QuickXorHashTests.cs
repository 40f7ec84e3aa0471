using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Simulators;

public sealed class QuickXorHashTests
{
    // Vectors published with rclone's implementation (backend/onedrive/quickxorhash).
    [Theory]
    [InlineData("", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("Sg==", "SgAAAAAAAAAAAAAAAQAAAAAAAAA=")]
    [InlineData("tbQ=", "taAFAAAAAAAAAAAAAgAAAAAAAAA=")]
    [InlineData("XoJ1AsoR4fDYJrDqYs4=", "XhBEHQSgjAiEAx7YPgEs1CEGZwA=")]
    [InlineData("2fuxhBJXtpWFe8dOfdGeHw==", "O9tHLAghgSvYohKFyMMxnNCHaHg=")]
    [InlineData("T6LYJIfDh81JrAK309H2JMJTXis=", "zBTHrspn3mEcohlJdIUAbjGNaNg=")]
    [InlineData("NbYXsp5/K6mR+NmHwExjvWeWDJFnXTKWVlzYHoesp2E=", "wjuAuWDiq04qDt1R8hHWDDcwVoQ=")]
    [InlineData("Mb7EGva2rEE5fENDL85P+BsapHEEjv2/siVhKjvAQe02feExVOQSkfmuYzU/kTF1MaKjPmKF/w+cbvwfdWL8aQ==", "n1anP5NfvD4XDYWIeRPW3ZkPv1Y=")]
    [InlineData("PfxMcUd0vIW6VbHG/uj/Y0W6qEoKmyBD0nYebEKazKaKG+UaDqBEcmQjbfQeVnVLuodMoPp7P7TR1htX5n2VnkHh22xDyoJ8C/ZQKiSNqQfXvh83judf4RVr9exJCud8Uvgip6aVZTaPrJHVjQhMCp/dEnGvqg0oN5OVkM2qqAXvA0teKUDhgNM71sDBVBCGXxNOR2bpbD1iM4dnuT0ey4L+loXEHTL0fqMeUcEi2asgImnlNakwenDzz0x57aBwyq3AspCFGB1ncX4yYCr/OaCcS5OKi/00WH+wNQU3", "QX/YEpG0gDsmhEpCdWhsxDzsfVE=")]
    public void Known_vectors_come_out(string data, string hash) => Assert.Equal(hash, QuickXorHash.Compute(Convert.FromBase64String(data)));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(159)]
    [InlineData(161)]
    [InlineData(1000)]
    public void Pieces_of_any_size_give_the_same_hash(int piece)
    {
        var data = new byte[10_007];
        new Random(5).NextBytes(data);
        var hash = new QuickXorHash();
        foreach (var chunk in data.Chunk(piece))
            hash.Append(chunk);
        Assert.Equal(BitByBit(data), Convert.ToBase64String(hash.Finish()));
    }

    /// <summary>The algorithm as it is described: every byte rotated into place on its own.</summary>
    private static string BitByBit(byte[] data)
    {
        var register = new byte[20];
        for (var i = 0; i < data.Length * 8; i++)
        {
            if ((data[i / 8] >> (i % 8) & 1) == 0)
                continue;
            var bit = (i / 8 * 11 + i % 8) % 160;
            register[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        var length = BitConverter.GetBytes((long)data.Length);
        for (var i = 0; i < 8; i++)
            register[12 + i] ^= length[i];
        return Convert.ToBase64String(register);
    }
}
