using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Repositories.ObjectStorage;
using Veeam365.Backup.Tests.Golden;

namespace Veeam365.Backup.Tests.Verification;

/// <summary>Every stored object of a repository that has something of everything is damaged in every part of it: the validation names it, and nothing wrong is ever read.</summary>
public sealed class DamageMatrixTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(GoldenRepository.Password)]
    public Task A_flipped_bit_in_any_part_of_any_object(string? password) => RunAsync(password, (keys, key, good) =>
        StoredRegions.Of(keys, key, good).SelectMany((r, i) => (password is null ? new[] { r.Offset, r.Offset + r.Length - 1 } : [r.Offset + (r.Length / 2)])
            .Distinct().Select((at, n) => ($"bit {(i + n) % 8} of byte {at} ({r.Name})", Flipped(good, at, (i + n) % 8)))));

    [Fact]
    public Task A_cut_at_the_end_of_any_part_of_any_object_and_a_byte_too_many() => RunAsync(null, (keys, key, good) =>
        StoredRegions.Of(keys, key, good).Select(r => r.Offset).Append(good.Length - 1).Distinct()
            .Select(length => ($"cut to {length}", (byte[]?)good[..length])).Append(("a byte more", [.. good, 0])));

    [Fact]
    public Task Any_object_that_is_gone() => RunAsync(GoldenRepository.Password, (_, _, _) => [("gone", null)]);

    [Fact]
    public async Task Any_two_objects_of_a_kind_that_are_exchanged()
    {
        await using DamageBench bench = await DamageBench.CreateAsync(GoldenRepository.Password);
        foreach (IGrouping<string, string> kind in bench.Keys.Where(k => k.Contains('/', StringComparison.Ordinal)).GroupBy(k => k[..k.IndexOf('/', StringComparison.Ordinal)] + k[^1]))
        {
            string[] keys = [.. kind];
            for (int i = 0; i + 1 < keys.Length; i++)
            {
                byte[] first = bench.Read(keys[i]);
                byte[] second = bench.Read(keys[i + 1]);
                bench.Write(keys[i], second);
                bench.Write(keys[i + 1], first);
                IReadOnlyList<StoredDamage> damage = (await bench.VerifyAsync()).Damage;
                Assert.Contains(damage, d => d.Key == keys[i]);
                Assert.Contains(damage, d => d.Key == keys[i + 1]);
                await bench.AssertNothingWrongIsReadAsync();
                bench.Write(keys[i], first);
                bench.Write(keys[i + 1], second);
            }
        }

        Assert.True((await bench.VerifyAsync()).Succeeded);
    }

    private static async Task RunAsync(string? password, Func<RepositoryKeys, string, byte[], IEnumerable<(string What, byte[]? Bytes)>> damages)
    {
        await using DamageBench bench = await DamageBench.CreateAsync(password);
        int tried = 0;
        foreach (string key in bench.Keys)
        {
            byte[] good = bench.Read(key);
            foreach ((string what, byte[]? bad) in damages(bench.RepositoryKeys, key, good))
            {
                bench.Write(key, bad);
                VerificationReport report = await bench.VerifyAsync();
                Assert.True(report.Damage.Any(d => d.Key == key || IsMissingIndex(key, d)), $"{key}: {what} was not found; found: {string.Join(", ", report.Damage.Select(d => d.Key))}");
                Assert.Null(report.LastVerified);
                if (++tried % 20 == 0 || bad is null)
                    await bench.AssertNothingWrongIsReadAsync();
            }

            bench.Write(key, good);
        }

        Assert.True((await bench.VerifyAsync()).Succeeded);
        Assert.True(tried >= bench.Keys.Count);
    }

    // An index file that is gone shows by the packs that no other one describes.
    private static bool IsMissingIndex(string key, StoredDamage damage) => key.StartsWith(RepositoryLayout.Indexes, StringComparison.Ordinal) && damage.Kind == StoredObjectKind.Index;

    private static byte[]? Flipped(byte[] good, int at, int bit)
    {
        byte[] bad = [.. good];
        bad[at] ^= (byte)(1 << bit);
        return bad;
    }
}
