using System.Globalization;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Where things lie below a repository's root.</summary>
internal static class RepositoryLayout
{
    /// <summary>The plain description.</summary>
    public const string Document = "repository.json";

    /// <summary>The second copy of the description.</summary>
    public const string DocumentCopy = "critical/repository.json";

    /// <summary>Whose the repository is.</summary>
    public const string Owner = "locks/owner";

    /// <summary>All packs.</summary>
    public const string Packs = "packs/";

    /// <summary>All index files.</summary>
    public const string Indexes = "index/";

    /// <summary>All segments.</summary>
    public const string Segments = "segments/";

    /// <summary>Records of repacked packs.</summary>
    public const string MovedPacks = "moved/";

    /// <summary>All restore points.</summary>
    public const string Points = "points/";

    /// <summary>All checkpoints.</summary>
    public const string Checkpoints = "checkpoints/";

    private static readonly string[] NeededToRead = [Packs, Indexes, Segments, MovedPacks, Points, RemovalRecords, HeadLists, Losses, Document, DocumentCopy];

    /// <summary>True for what restore points are read from; false for what only serves processes (locks, marks, probes, checkpoints).</summary>
    public static bool IsNeededToRead(string key) => Array.Exists(NeededToRead, n => key.StartsWith(n, StringComparison.Ordinal));

    /// <summary>Records of removed restore points.</summary>
    public const string RemovalRecords = "removals/points/";

    /// <summary>The heads that removed restore points handed down.</summary>
    public const string HeadLists = "removals/heads/";

    /// <summary>Records of what repairs could not bring back.</summary>
    public const string Losses = "losses/";

    /// <summary>Damaged objects that were set aside, below their own keys.</summary>
    public const string SetAside = "damaged/";

    /// <summary>A pack.</summary>
    public static string Pack(ObjectId id)
    {
        string name = id.ToString();
        return $"{Packs}{name.AsSpan(0, 2)}/{name}";
    }

    /// <summary>The id of a pack from its key.</summary>
    public static bool TryParsePack(string key, out ObjectId id)
    {
        id = default;
        return key.StartsWith(Packs, StringComparison.Ordinal) && ObjectId.TryParse(key.AsSpan(key.LastIndexOf('/') + 1), out id) && Pack(id) == key;
    }

    /// <summary>The record of a repacked pack.</summary>
    public static string Moved(ObjectId pack) => MovedPacks + pack;

    /// <summary>The id in a segment's name.</summary>
    public static bool TryParseSegmentName(ReadOnlySpan<char> name, out ObjectId id)
    {
        id = default;
        int dash = name.IndexOf('-');
        return dash > 0 && ObjectId.TryParse(name[(dash + 1)..], out id);
    }

    /// <summary>The id in the key of a segment's manifest or part.</summary>
    public static bool TryParseSegmentKey(string key, out ObjectId id)
    {
        id = default;
        if (!key.StartsWith(Segments, StringComparison.Ordinal))
            return false;
        ReadOnlySpan<char> name = key.AsSpan(key.LastIndexOf('/') + 1);
        int dot = name.LastIndexOf('.');
        return dot > 0 && TryParseSegmentName(name[..dot], out id);
    }

    /// <summary>An index file.</summary>
    public static string Index(ObjectId id) => Indexes + id;

    /// <summary>A segment's name within its object.</summary>
    public static string SegmentName(int head, ObjectId id) => string.Create(CultureInfo.InvariantCulture, $"{head:D8}-{id}");

    /// <summary>A data part of a segment.</summary>
    public static string SegmentPart(string objectKey, string name, int part) =>
        string.Create(CultureInfo.InvariantCulture, $"{Segments}{objectKey}/{name}.{part:D6}");

    /// <summary>A segment's manifest.</summary>
    public static string SegmentManifest(string objectKey, string name) => $"{Segments}{objectKey}/{name}.m";

    /// <summary>A segment's manifest.</summary>
    public static string SegmentManifest(SegmentReference segment) => SegmentManifest(segment.ObjectKey, segment.Name);

    /// <summary>A job's restore points.</summary>
    public static string JobPoints(Guid jobId) => $"{Points}{jobId:N}/";

    /// <summary>A job's checkpoints.</summary>
    public static string JobCheckpoints(Guid jobId) => $"{Checkpoints}{jobId:N}/";

    /// <summary>A checkpoint; those of a job sort by time.</summary>
    public static string Checkpoint(Guid jobId, DateTimeOffset createdAt, ObjectId id) =>
        string.Create(CultureInfo.InvariantCulture, $"{Checkpoints}{jobId:N}/{createdAt.UtcTicks:D20}-{id}");

    /// <summary>A restore point.</summary>
    public static string Point(Guid jobId, long sequence) => string.Create(CultureInfo.InvariantCulture, $"{Points}{jobId:N}/{sequence:D10}");

    /// <summary>A record of losses.</summary>
    public static string Loss(ObjectId id) => Losses + id;
}
