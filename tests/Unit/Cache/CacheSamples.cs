using System.Text;
using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Tests.Cache;

/// <summary>Things to put into a cache.</summary>
internal static class CacheSamples
{
    public static readonly Guid Job = Guid.Parse("0f7a3f60-6a58-4b86-9d0c-3a3f0f8f1c11");
    private static readonly Guid s_organization = Guid.Parse("7a1f9b52-0d3c-4b37-8f63-5d8a1d1f0a22");

    public static ObjectIdentity Identity(string id = "user-1", string name = "Anna Müller", string? address = "anna@example.com", Workload workload = Workload.Mailbox) =>
        new(s_organization, Job, new ProtectedObject(ObjectKind.User, id, name, address), workload);

    public static ItemVersion Message(string key, string? parent = "inbox", string name = "Subject", long size = 10) => new()
    {
        Key = key,
        Kind = ItemKind.Message,
        ParentKey = parent,
        Name = name,
        Size = size,
        CreatedAt = new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.Zero),
        VersionTag = "tag",
        From = "sender@example.com",
        To = "a@example.com; b@example.com",
        Flags = ItemFlags.IsRead,
        Content = Reference(key + name),
        Properties = Reference(key + name + "/properties"),
    };

    public static ItemVersion Folder(string key, string? parent = null, string? name = null) =>
        new() { Key = key, Kind = ItemKind.Folder, ParentKey = parent, Name = name ?? key, Size = 77 };

    public static ContentReference Reference(string content)
    {
        byte[] bytes = Encoding.Unicode.GetBytes(content);
        return new ContentReference(bytes.Length, Sha256Hash.Of(bytes), Sha256Hash.Of(bytes).ToArray().AsMemory(0, 20));
    }

    public static ChangeRecord Upsert(ItemVersion version) => new ChangeRecord.Upserted(version);

    public static ChangeRecord Remove(string key) => new ChangeRecord.Removed(key);

    public static ChangeRecord State(string key, string? value) =>
        new ChangeRecord.StateChanged(key, value is null ? (ReadOnlyMemory<byte>?)null : Encoding.UTF8.GetBytes(value));

    public static SegmentReference Segment(ObjectIdentity identity, int head) =>
        new(identity.Key, head, $"{identity.Key}/{head}", Sha256Hash.Of(Encoding.UTF8.GetBytes($"{identity.Key}/{head}")));

    public static Sha256Hash PointHash(long sequence) => Sha256Hash.Of(BitConverter.GetBytes(sequence));

    public static RestorePointManifest Point(long sequence, bool all, params HeadRecord[] heads) => new()
    {
        Id = new Guid((int)sequence, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
        Sequence = sequence,
        JobId = Job,
        JobName = "Mailboxes",
        OrganizationId = s_organization,
        OrganizationName = "Example",
        SessionId = Guid.NewGuid(),
        CreatedAt = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(sequence),
        Kind = SessionKind.Incremental,
        ParentSequence = sequence - 1,
        ListsAllHeads = all,
        Heads = heads,
        Objects = heads.Length,
        Items = heads.Sum(h => h.Items),
        Bytes = heads.Sum(h => h.Bytes),
    };

    public static HeadRecord Head(ObjectIdentity identity, int head, HeadTotals totals) => new(identity, Segment(identity, head), totals.Items, totals.Bytes);

    /// <summary>Everything of a version in one line: records compare memory by place, not by content.</summary>
    public static string Describe(ItemVersion version) =>
        $"{version with { Content = null, Properties = null }} {Describe(version.Content)} {Describe(version.Properties)}";

    private static string Describe(ContentReference? reference) =>
        reference is null ? "-" : $"{reference.Length}:{reference.Hash}:{Convert.ToHexString(reference.Location.Span)}";
}
