using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>A restore point's row.</summary>
internal sealed record PointRow(string Id, string JobId, long Sequence, byte[] Hash, long CreatedAt, long Objects, long Items, long Bytes)
{
    public CachedPoint ToPoint() => new(
        Guid.ParseExact(Id, "N"), Guid.ParseExact(JobId, "N"), Sequence, new Sha256Hash(Hash), new DateTimeOffset(CreatedAt, TimeSpan.Zero), (int)Objects, Items, Bytes);
}
