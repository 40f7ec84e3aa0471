using System.Security.Cryptography;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Tests.Golden;

/// <summary>Reads everything in a repository, from the repository alone.</summary>
internal static class GoldenReader
{
    public static async Task<List<GoldenPoint>> ReadAsync(IBackupRepository repository)
    {
        List<GoldenPoint> points = [];
        Dictionary<string, HeadRecord> heads = new(StringComparer.Ordinal);
        await foreach (Guid job in repository.ListJobsAsync(CancellationToken.None))
        {
            await foreach (StoredRestorePoint point in repository.ListRestorePointsAsync(job, 0, CancellationToken.None))
            {
                if (point.Manifest.ListsAllHeads)
                    heads.Clear();
                foreach (HeadRecord head in point.Manifest.Heads)
                    heads[head.Identity.Key] = head;
                points.Add(new GoldenPoint(point.Manifest.Sequence, point.Manifest.JobName, point.Manifest.OrganizationName, await ReadAsync(repository, heads.Values)));
            }
        }

        return points;
    }

    private static async Task<List<GoldenObject>> ReadAsync(IBackupRepository repository, IEnumerable<HeadRecord> heads)
    {
        List<GoldenObject> objects = [];
        foreach (HeadRecord head in heads.OrderBy(h => h.Identity.Object.Id, StringComparer.Ordinal))
        {
            GoldenTree tree = new();
            SegmentManifest manifest = await repository.ReadSegmentManifestAsync(head.Segment, CancellationToken.None);
            foreach (SegmentReference segment in manifest.Chain.Append(head.Segment))
            {
                await foreach (ChangeRecord record in repository.ReadSegmentAsync(segment, CancellationToken.None))
                    tree.Apply(record, await HashAsync(repository, (record as ChangeRecord.Upserted)?.Version.Content), await HashAsync(repository, (record as ChangeRecord.Upserted)?.Version.Properties));
            }

            objects.Add(tree.Take(head.Identity.Object.Id, head.Identity.Workload, head.Segment.Head));
        }

        return objects;
    }

    private static async Task<string?> HashAsync(IBackupRepository repository, ContentReference? content)
    {
        if (content is null)
            return null;
        await using Stream stream = await repository.OpenContentAsync(content, CancellationToken.None);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream));
    }
}
