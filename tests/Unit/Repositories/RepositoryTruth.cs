using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Tests.Repositories;

/// <summary>Reads restore points the plain way, one by one, and compares them with a model.</summary>
internal static class RepositoryTruth
{
    /// <summary>The trees of all restore points of the bench's job: by sequence, object key, item key.</summary>
    public static async Task<Dictionary<long, Dictionary<string, Dictionary<string, ItemVersion>>>> ReadTreesAsync(IBackupRepository repository, Guid? job = null)
    {
        var trees = new Dictionary<long, Dictionary<string, Dictionary<string, ItemVersion>>>();
        var heads = new Dictionary<string, HeadRecord>();
        await foreach (StoredRestorePoint point in repository.ListRestorePointsAsync(job ?? RepositoryBench.JobId, 0, default))
        {
            if (point.Manifest.ListsAllHeads)
                heads.Clear();
            foreach (HeadRecord head in point.Manifest.Heads)
                heads[head.Identity.Object.Id] = head;
            var tree = new Dictionary<string, Dictionary<string, ItemVersion>>();
            foreach ((string id, HeadRecord head) in heads)
                tree[id] = await ReadObjectAsync(repository, head.Segment);
            trees[point.Manifest.Sequence] = tree;
        }

        return trees;
    }

    /// <summary>Fails unless exactly the given restore points are there and each reads back as the model says.</summary>
    public static async Task CompareAsync(IBackupRepository repository, RepositoryModel model, IEnumerable<long> sequences)
    {
        var trees = await ReadTreesAsync(repository, model.JobId);
        Assert.Equal(sequences.Order(), trees.Keys.Order());
        foreach ((long sequence, var tree) in trees)
        {
            var expected = model.Points[sequence];
            Assert.Equal(expected.Keys.Order(), tree.Keys.Order());
            foreach ((string id, var items) in tree)
            {
                Assert.Equal(expected[id].Keys.Order(), items.Keys.Order());
                foreach ((string key, ItemVersion version) in items)
                {
                    byte[] content = await RepositoryBench.ReadAllAsync(await repository.OpenContentAsync(version.Content!, default));
                    Assert.True(content.AsSpan().SequenceEqual(expected[id][key]), $"{sequence} {id} {key}");
                    await RepositoryBench.ReadAllAsync(await repository.OpenContentAsync(version.Properties!, default));
                }
            }
        }
    }

    private static async Task<Dictionary<string, ItemVersion>> ReadObjectAsync(IBackupRepository repository, SegmentReference head)
    {
        SegmentManifest manifest = await repository.ReadSegmentManifestAsync(head, default);
        var items = new Dictionary<string, ItemVersion>();
        foreach (SegmentReference segment in manifest.Chain.Append(head))
        {
            await foreach (ChangeRecord record in repository.ReadSegmentAsync(segment, default))
            {
                if (record is ChangeRecord.Upserted upserted)
                    items[upserted.Version.Key] = upserted.Version;
                else if (record is ChangeRecord.Removed removed)
                    items.Remove(removed.Key);
            }
        }

        return items;
    }
}
