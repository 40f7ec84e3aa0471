using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Repositories.ObjectStorage;
using Veeam365.Backup.Core.Repositories.ObjectStorage.References;

namespace Veeam365.Backup.Tests.Repositories;

public sealed class ReferenceScanTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_surviving_restore_points_need_is_exactly_what_reading_each_of_them_needs(int seed)
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync(seed == 2 ? "p" : null);
        var random = new Random(seed);
        var model = new RepositoryModel(random) { LargestContent = 3000 };
        for (int i = 0; i < 14; i++)
        {
            await using IRepositoryWriter writer = bench.NewWriter();
            await model.SessionAsync(writer, DateTimeOffset.UnixEpoch.AddDays(i), listsAll: i % 6 == 3);
        }

        var trees = await RepositoryTruth.ReadTreesAsync(bench.Repository);
        foreach (long[] survivors in (long[][])[[14], [1, 14], [3, 4, 9, 14], [.. model.Points.Keys]])
        {
            ReferenceScan scan = NewScan(bench);
            var heads = await scan.ReadHeadsAsync(p => survivors.Contains(p.Sequence), default);
            Assert.Equal(await BlocksAsync(scan, survivors.SelectMany(s => trees[s].Values)), Blocks(await scan.FindLiveAsync(heads, null, default)));

            var listed = new HashSet<(long, string, string, Sha256Hash)>();
            await foreach (LiveItem item in scan.ListItemsAsync(heads, default))
            {
                foreach (PointLabel point in item.Points())
                    listed.Add((point.Sequence, item.Identity.Object.Id, item.Version.Key, item.Version.Content!.Hash));
            }

            var expected = survivors.SelectMany(s => trees[s].SelectMany(o => o.Value.Values.Select(v => (s, o.Key, v.Key, v.Content!.Hash)))).ToHashSet();
            Assert.Equal(expected, listed);
        }
    }

    [Fact]
    public async Task Lists_of_chunks_and_what_they_list_are_needed()
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync();
        byte[] large = RepositoryBench.RandomBytes(80 << 20, 5);
        await using (IRepositoryWriter writer = bench.NewWriter())
        {
            SegmentReference segment = await RepositoryBench.WriteAsync(writer, "u", [large]);
            await writer.CommitAsync(RepositoryBench.Point(1, null, segment), default);
        }

        ReferenceScan scan = NewScan(bench);
        LiveSet live = await scan.FindLiveAsync(await scan.ReadHeadsAsync(static _ => true, default), null, default);

        int blocks = 0;
        await foreach (IndexedPack pack in new IndexReader(((ObjectStorageRepository)bench.Repository).Store, RepositoryKeys.Plain).ReadAllAsync(default))
        {
            blocks += pack.Blocks.Count;
            Assert.Equal(pack.Blocks.Select(b => b.Offset), live.Packs[pack.Id].Blocks.ToArray());
        }

        Assert.True(blocks > 64);
    }

    internal static ReferenceScan NewScan(RepositoryBench bench)
    {
        var repository = (ObjectStorageRepository)bench.Repository;
        return new ReferenceScan(repository.Store, repository.Keys);
    }

    private static string[] Blocks(LiveSet live) =>
        [.. live.Packs.SelectMany(static p => p.Value.Blocks.ToArray().Select(b => $"{p.Key} {b}")).Order(StringComparer.Ordinal)];

    private static async Task<string[]> BlocksAsync(ReferenceScan scan, IEnumerable<Dictionary<string, ItemVersion>> trees)
    {
        var blocks = new HashSet<string>();
        foreach (ItemVersion version in trees.SelectMany(static o => o.Values))
        {
            foreach (ContentReference content in (ContentReference[])[version.Content!, version.Properties!])
            {
                await foreach (ChunkEntry chunk in scan.ListChunksAsync(content, default))
                    blocks.Add($"{chunk.Place.Pack} {chunk.Place.Offset}");
            }
        }

        return [.. blocks.Order(StringComparer.Ordinal)];
    }
}
