using System.Data.Common;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>A head that a restore point holds.</summary>
/// <param name="ObjectId">The cache's number of the object.</param>
/// <param name="Record">The head.</param>
internal sealed record PointHead(long ObjectId, HeadRecord Record)
{
    /// <summary>Reads the columns of <see cref="CachePoints.ListAsync"/>.</summary>
    public static PointHead Read(DbDataReader reader)
    {
        var identity = new ObjectIdentity(
            Guid.ParseExact(reader.GetString(1), "N"),
            Guid.ParseExact(reader.GetString(2), "N"),
            new ProtectedObject(
                Enum.Parse<ObjectKind>(reader.GetString(3)),
                CacheText.Decode(reader.GetString(4)),
                CacheText.Decode(reader.GetString(5)),
                reader.IsDBNull(6) ? null : CacheText.Decode(reader.GetString(6))),
            Enum.Parse<Workload>(reader.GetString(7)));
        var segment = new SegmentReference(
            identity.Key, (int)reader.GetInt64(8), CacheText.Decode(reader.GetString(9)), new Sha256Hash((byte[])reader.GetValue(10)));
        return new PointHead(reader.GetInt64(0), new HeadRecord(identity, segment, reader.GetInt64(11), reader.GetInt64(12)));
    }
}
