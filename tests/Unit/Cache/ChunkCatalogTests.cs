using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Tests.Support;

namespace Veeam365.Backup.Tests.Cache;

public sealed class ChunkCatalogTests
{
    [Fact]
    public void The_filter_never_denies_what_was_added_and_seldom_takes_others_for_it()
    {
        ChunkFilter filter = new();
        Parallel.For(0, 300_000, i => filter.Add(IdOf(i)));
        for (int i = 0; i < 300_000; i++)
            Assert.True(filter.MayContain(IdOf(i)));
        Assert.InRange(Enumerable.Range(1_000_000, 100_000).Count(i => filter.MayContain(IdOf(i))), 0, 4_000);
    }

    [Fact]
    public async Task What_the_table_held_before_is_found_while_and_after_the_filter_learns_it()
    {
        using TemporaryFolder folder = new();
        Guid id = Guid.NewGuid();
        SqlitePersistentCacheFactory factory = new(folder.Path);
        await using (IPersistentCache earlier = await factory.OpenAsync(id, default))
            await earlier.Chunks.AddAsync([.. Enumerable.Range(0, 10_000).Select(i => KeyValuePair.Create(IdOf(i), (ReadOnlyMemory<byte>)BitConverter.GetBytes(i)))], default);

        await using IPersistentCache cache = await factory.OpenAsync(id, default);
        for (int i = 0; i < 10_000; i++)
        {
            Assert.Null(await cache.Chunks.FindAsync(IdOf(1_000_000 + i), default));
            Assert.Equal(BitConverter.GetBytes(i), (await cache.Chunks.FindAsync(IdOf(i), default))!.Value.ToArray());
            if (i % 100 == 0)
                await cache.Chunks.AddAsync([KeyValuePair.Create(IdOf(2_000_000 + i), (ReadOnlyMemory<byte>)new byte[] { 1 })], default);
            Assert.NotNull(await cache.Chunks.FindAsync(IdOf(2_000_000 + (i / 100 * 100)), default));
        }
    }

    private static Sha256Hash IdOf(int number) => Sha256Hash.Of(BitConverter.GetBytes(number));
}
