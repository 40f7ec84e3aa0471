using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>A complete head of an object.</summary>
internal sealed record HeadRow(long Head, string Name, byte[] Hash, long Items, long Bytes)
{
    public const string Columns = """head AS "Head", name AS "Name", hash AS "Hash", items AS "Items", bytes AS "Bytes" """;

    public SegmentReference ToSegment(string objectKey) => new(objectKey, (int)Head, CacheText.Decode(Name), new Sha256Hash(Hash));
}
