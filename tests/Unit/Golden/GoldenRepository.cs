using System.Globalization;
using System.Text;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Repositories.ObjectStorage;
using Veeam365.Backup.Tests.Repositories;

namespace Veeam365.Backup.Tests.Golden;

/// <summary>Writes a small repository that has something of everything, and the truth of what is in it.</summary>
internal sealed class GoldenRepository
{
    public const string Password = "golden";

    private static readonly Guid Job = new("10000000-0000-0000-0000-000000000001");
    private static readonly Guid Organization = new("20000000-0000-0000-0000-000000000002");
    private static readonly DateTimeOffset Day = new(2026, 3, 1, 8, 30, 0, TimeSpan.Zero);
    private static readonly ObjectIdentity Mailbox = new(Organization, Job, new ProtectedObject(ObjectKind.User, "mail-user", "Mail Üser", "mail@contoso.example"), Workload.Mailbox);
    private static readonly ObjectIdentity Drive = new(Organization, Job, new ProtectedObject(ObjectKind.User, "drive-user", "Drive User", null), Workload.OneDrive);

    private readonly IBackupRepository _repository;
    private readonly MemoryChunkCatalog _chunks = new();
    private readonly Dictionary<string, GoldenTree> _trees = new() { [Mailbox.Key] = new(), [Drive.Key] = new() };
    private readonly Dictionary<string, SegmentReference> _heads = [];
    private readonly List<GoldenPoint> _truth = [];
    private StoredRestorePoint? _last;

    private GoldenRepository(IBackupRepository repository) => _repository = repository;

    /// <summary>Writes it below an empty folder and returns the truth.</summary>
    public static async Task<IReadOnlyList<GoldenPoint>> WriteAsync(string folder, string? password)
    {
        ObjectStorageRepositoryFactory factory = new();
        FolderStoreSettings place = new(folder);
        RepositoryCredential credential = new(null, password);
        await factory.CreateAsync(Guid.NewGuid(), place, new RepositorySettings(), credential, CancellationToken.None);
        await using IBackupRepository repository = await factory.OpenAsync(place, credential, CancellationToken.None);
        GoldenRepository golden = new(repository);
        await golden.WriteAsync();
        return golden._truth;
    }

    private async Task WriteAsync()
    {
        await SessionAsync(all: true, (Mailbox, FirstMail()), (Drive, FirstFiles()));
        for (int head = 2; head <= 7; head++)
            await SessionAsync(all: false, (Mailbox, NextMail(head)));
        await MergedSessionAsync(8);
        await SessionAsync(all: true, (Mailbox, NextMail(9)), (Drive, NextFiles()));
    }

    private static IEnumerable<Change> FirstMail()
    {
        yield return new Change(new ItemVersion { Key = "inbox", Kind = ItemKind.Folder, Name = "Inbox" }, null, "{\"folder\":true}");
        yield return new Change(new ItemVersion { Key = "sub/ünder", Kind = ItemKind.Folder, Name = "Sub/Folder \ud800 x", ParentKey = "inbox" }, null, null);
        for (int i = 0; i < 6; i++)
            yield return new Change(Mail(i, 1), Mime(i, 1), $"{{\"id\":{i}}}");
        yield return new Change(Mail(99, 1) with { Name = "", From = null }, [], null);
        yield return new Change("delta/inbox", Encoding.UTF8.GetBytes("token 1"));
        // A record larger than a frame: what follows makes the segment have a data part.
        yield return new Change("large", new byte[300_000]);
        yield return new Change("last", [1, 2, 3]);
    }

    private static IEnumerable<Change> NextMail(int head)
    {
        yield return new Change(Mail(head % 6, head), Mime(head % 6, head), $"{{\"head\":{head}}}");
        yield return new Change(Mail(100 + head, head), Mime(100 + head, head), null);
        if (head % 2 == 0)
            yield return new Change($"mail{(head + 3) % 6}");
        yield return new Change("delta/inbox", Encoding.UTF8.GetBytes($"token {head}"));
        if (head == 4)
            yield return new Change("last", null);
    }

    private static IEnumerable<Change> FirstFiles()
    {
        yield return new Change(new ItemVersion { Key = "docs", Kind = ItemKind.Folder, Name = "Documents" }, null, null);
        yield return new Change(File("small", "small.txt"), Encoding.UTF8.GetBytes("A small file."), "{\"shared\":false}");
        yield return new Change(File("random", "random.bin"), RepositoryBench.RandomBytes(9_000, 77), null);
        // Compresses to almost nothing, and is cut into several chunks all the same.
        yield return new Change(File("chunks", "several chunks.log"), Lines(150_000), null);
    }

    private static IEnumerable<Change> NextFiles()
    {
        yield return new Change(File("chunks", "several chunks.log"), Lines(160_000), null);
        yield return new Change("small");
    }

    private static ItemVersion Mail(int i, int head) => new()
    {
        Key = $"mail{i}",
        Kind = ItemKind.Message,
        ParentKey = i % 2 == 0 ? "inbox" : "sub/ünder",
        Name = $"Subject {i} – {head}",
        CreatedAt = Day.AddMinutes(i).AddTicks(123),
        ModifiedAt = (Day.AddHours(head) + TimeSpan.FromTicks(7)).ToOffset(TimeSpan.FromHours(i % 3)),
        VersionTag = $"tag{head}",
        From = "a@contoso.example",
        To = "b@contoso.example; c@contoso.example",
        Flags = (ItemFlags)(i % 2),
    };

    private static ItemVersion File(string key, string name) => new()
    {
        Key = key,
        Kind = ItemKind.File,
        ParentKey = "docs",
        Name = name,
        CreatedAt = Day,
        ModifiedAt = Day.AddDays(1),
        VersionTag = "qx:" + key,
        From = "Drive User",
    };

    private static byte[] Mime(int i, int head) => Encoding.UTF8.GetBytes(
        $"From: a@contoso.example\r\nTo: b@contoso.example\r\nSubject: Subject {i}\r\n\r\nBody of message {i} at head {head}.\r\n");

    private static byte[] Lines(int count)
    {
        StringBuilder text = new();
        for (int i = 0; i < count; i++)
            text.Append(CultureInfo.InvariantCulture, $"{i % 1000:D6} a line of a log\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private async Task SessionAsync(bool all, params (ObjectIdentity Identity, IEnumerable<Change> Changes)[] objects)
    {
        await using IRepositoryWriter writer = _repository.CreateWriter(_chunks, new RepositoryWriterOptions());
        foreach ((ObjectIdentity identity, IEnumerable<Change> changes) in objects)
        {
            SegmentReference? parent = _heads.GetValueOrDefault(identity.Key);
            _heads[identity.Key] = await WriteAsync(writer, Start(identity, (parent?.Head ?? 0) + 1, parent), changes);
        }

        await CommitAsync(writer, all, objects.Select(o => o.Identity));
    }

    /// <summary>The eighth head as the product writes it: everything since the first in one segment, items by their references.</summary>
    private async Task MergedSessionAsync(int head)
    {
        SegmentReference newest = _heads[Mailbox.Key];
        SegmentManifest manifest = await _repository.ReadSegmentManifestAsync(newest, CancellationToken.None);
        await using IRepositoryWriter writer = _repository.CreateWriter(_chunks, new RepositoryWriterOptions());
        await using (IObjectWriter merged = writer.BeginObject(Start(Mailbox, head, manifest.Chain[0]), new RecordingSink()))
        {
            foreach (SegmentReference segment in manifest.Chain.Skip(1).Append(newest))
            {
                await foreach (ChangeRecord record in _repository.ReadSegmentAsync(segment, CancellationToken.None))
                    await merged.WriteRecordAsync(record, CancellationToken.None);
            }

            _heads[Mailbox.Key] = await merged.CompleteAsync(CancellationToken.None);
        }

        await CommitAsync(writer, all: false, [Mailbox]);
    }

    private static ObjectWriteStart Start(ObjectIdentity identity, int head, SegmentReference? parent) =>
        new(identity, head, parent is null ? SegmentKind.Full : SegmentKind.Incremental, parent);

    private async Task<SegmentReference> WriteAsync(IRepositoryWriter writer, ObjectWriteStart start, IEnumerable<Change> changes)
    {
        RecordingSink sink = new();
        await using IObjectWriter target = writer.BeginObject(start, sink);
        Dictionary<string, Change> written = [];
        foreach (Change change in changes)
        {
            written[change.Key] = change;
            if (change.Version is null)
                await target.WriteRecordAsync(change.IsState ? new ChangeRecord.StateChanged(change.Key, change.Content) : new ChangeRecord.Removed(change.Key), CancellationToken.None);
            else
                await target.WriteItemAsync(new ItemWrite(change.Version, change.PropertyBytes, change.Content is { } content ? new MemoryStream(content) : null), CancellationToken.None);
        }

        SegmentReference segment = await target.CompleteAsync(CancellationToken.None);
        foreach (ChangeRecord record in sink.Records)
            Apply(start.Identity, record, written);
        return segment;
    }

    private void Apply(ObjectIdentity identity, ChangeRecord record, Dictionary<string, Change> written)
    {
        Change? change = record is ChangeRecord.Upserted { Version.Key: var key } ? written[key] : null;
        _trees[identity.Key].Apply(record, HashOf(change?.Content), HashOf(change?.PropertyBytes?.ToArray()));
    }

    private static string? HashOf(byte[]? bytes) => bytes is null ? null : Sha256Hash.Of(bytes).ToString();

    private async Task CommitAsync(IRepositoryWriter writer, bool all, IEnumerable<ObjectIdentity> moved)
    {
        ObjectIdentity[] held = [.. new[] { Drive, Mailbox }.Where(o => _heads.ContainsKey(o.Key))];
        RestorePointManifest manifest = new()
        {
            Id = Guid.NewGuid(),
            Sequence = (_last?.Manifest.Sequence ?? 0) + 1,
            JobId = Job,
            JobName = "Golden job",
            OrganizationId = Organization,
            OrganizationName = "Contoso",
            SessionId = Guid.NewGuid(),
            CreatedAt = Day.AddDays(_truth.Count),
            Kind = _last is null ? SessionKind.Full : SessionKind.Incremental,
            ParentSequence = _last?.Manifest.Sequence ?? 0,
            ParentHash = _last?.Hash,
            ListsAllHeads = all,
            Heads = [.. (all ? held : moved).Select(o => new HeadRecord(o, _heads[o.Key], 5, 5_000))],
            Gaps = all ? [new Gap(Mailbox.Key, "gone", "Message gone", GapReason.SourceError, "The source did not give it.")] : [],
            Objects = held.Length,
            Items = 10,
            Bytes = 10_000,
        };
        _last = await writer.CommitAsync(manifest, CancellationToken.None);
        _truth.Add(new GoldenPoint(
            manifest.Sequence, manifest.JobName, manifest.OrganizationName, [.. held.Select(o => _trees[o.Key].Take(o.Object.Id, o.Workload, _heads[o.Key].Head))]));
    }

    private sealed record Change(string Key, ItemVersion? Version, byte[]? Content, string? Properties, bool IsState)
    {
        public Change(ItemVersion version, byte[]? content, string? properties)
            : this(version.Key, version, content, properties, false)
        {
        }

        public Change(string state, byte[]? value)
            : this(state, null, value, null, true)
        {
        }

        public Change(string removed)
            : this(removed, null, null, null, false)
        {
        }

        public ReadOnlyMemory<byte>? PropertyBytes => Properties is null ? null : Encoding.UTF8.GetBytes(Properties);
    }
}
