using System.Globalization;
using System.Text;
using Veeam365.Backup.Bench.Engine;
using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Bench.Search;

/// <summary>
/// Forty mailboxes of made-up mail: subjects of three to nine words of a language of 12,000 (the frequent ones frequent), senders and recipients from 5,000 people. A second restore point changes one message in
/// a hundred and removes another.
/// </summary>
internal sealed class SearchMail(int items)
{
    private const int Mailboxes = 40;
    private const int Folders = 25;
    private const int Batch = 1_000;
    private const int Seed = 365;

    private static readonly Guid s_organization = Guid.NewGuid();
    private readonly Guid _job = Guid.NewGuid();
    private readonly WordSource _words = new(Seed);
    private readonly string[] _people = People();
    private readonly Dictionary<string, int> _frequency = new(StringComparer.OrdinalIgnoreCase);
    private readonly byte[] _location = new byte[44];

    public async Task WriteAsync(IPersistentCache cache, CancellationToken cancellationToken)
    {
        var random = new Random(Seed);
        var targets = new List<(CachedObject Object, ObjectIdentity Identity)>();
        for (int i = 0; i < Mailboxes; i++)
        {
            var user = new ProtectedObject(ObjectKind.User, Guid.NewGuid().ToString(), $"User {i}", string.Create(CultureInfo.InvariantCulture, $"user{i}@contoso.example"));
            var identity = new ObjectIdentity(s_organization, _job, user, Workload.Mailbox);
            targets.Add((await cache.OpenObjectAsync(identity, null, cancellationToken), identity));
        }

        var first = new List<HeadRecord>();
        var second = new List<HeadRecord>();
        foreach ((CachedObject target, ObjectIdentity identity) in targets)
            first.Add(await WriteHeadAsync(cache, target, identity, 1, Messages(random, items / Mailboxes), cancellationToken));
        await cache.CommitPointAsync(Point(1, first), Sha256Hash.Of([1]), cancellationToken);
        foreach ((CachedObject target, ObjectIdentity identity) in targets)
            second.Add(await WriteHeadAsync(cache, target, identity, 2, Changes(random, items / Mailboxes), cancellationToken));
        await cache.CommitPointAsync(Point(2, second), Sha256Hash.Of([2]), cancellationToken);
    }

    public IEnumerable<(string Name, ItemQuery Query)> Queries()
    {
        var all = new ItemQuery { JobId = _job, Sequence = 2 };
        string frequent = WordNear(10_000), some = WordNear(2_000), rare = WordNear(300);
        yield return ($"word '{rare}'", all with { Words = [rare] });
        yield return ($"word '{frequent}'", all with { Words = [frequent] });
        yield return ($"two words '{frequent} {some}'", all with { Words = [frequent, some] });
        yield return ($"beginning '{rare[..^1]}*'", all with { Words = [rare[..^1] + "*"] });
        yield return ($"address {_people[17]}", all with { Words = [_people[17]] });
        yield return ($"word '{frequent}' in one mailbox", all with { Words = [frequent], ObjectName = "user7@*" });
        yield return ($"word '{some}' with deleted, all versions", all with { Words = [some], IncludeDeleted = true, AllVersions = true });
        yield return ($"name *{some[1..]}*", all with { Name = $"*{some[1..]}*" });
        yield return ($"name *{rare}*", all with { Name = $"*{rare}*" });
        yield return ($"name *{rare}* in one mailbox", all with { Name = $"*{rare}*", ObjectName = "user7@*" });
        yield return ($"from *{_people[17][..12]}*", all with { From = $"*{_people[17][..12]}*" });
        yield return ($"to *{_people[18]}*", all with { To = $"*{_people[18]}*" });
        yield return ("larger than 200 KB, of one week", all with { MinimumSize = 200_000, ChangedFrom = s_newest.AddDays(-7) });
    }

    private static readonly DateTimeOffset s_newest = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private string WordNear(int count) => _frequency.Where(static w => w.Key.Length > 4).MinBy(w => Math.Abs(w.Value - count)).Key;

    private IEnumerable<ChangeRecord> Messages(Random random, int count)
    {
        for (int i = 0; i < Folders; i++)
            yield return new ChangeRecord.Upserted(new ItemVersion { Key = FolderKey(i), Kind = ItemKind.Folder, Name = $"Folder {i}" });
        for (int i = 0; i < count; i++)
            yield return new ChangeRecord.Upserted(Message(random, i));
    }

    private IEnumerable<ChangeRecord> Changes(Random random, int count)
    {
        for (int i = 0; i < count; i += 100)
        {
            yield return new ChangeRecord.Upserted(Message(random, i));
            yield return new ChangeRecord.Removed(Key(i + 1));
        }
    }

    private ItemVersion Message(Random random, int number)
    {
        string subject = _words.Phrase(random, 3 + random.Next(7));
        foreach (string word in subject.Split(' ').Distinct(StringComparer.OrdinalIgnoreCase))
            _frequency[word] = _frequency.GetValueOrDefault(word) + 1;
        DateTimeOffset received = s_newest.AddSeconds(-random.NextInt64(3 * 365 * 86_400L));
        byte[] hash = new byte[32];
        random.NextBytes(hash);
        return new ItemVersion
        {
            Key = Key(number),
            Kind = ItemKind.Message,
            ParentKey = FolderKey(number % Folders),
            Name = subject,
            CreatedAt = received,
            ModifiedAt = received,
            Size = 2_000 + (long)Math.Exp(random.NextDouble() * 13),
            VersionTag = "CQAAABYAAAD" + number,
            From = _people[random.Next(_people.Length)],
            To = string.Join("; ", Enumerable.Range(0, 1 + (random.Next(4) * random.Next(3))).Select(_ => _people[random.Next(_people.Length)])),
            Flags = ItemFlags.IsRead,
            Content = new ContentReference(5_000, new Sha256Hash(hash), _location),
        };
    }

    private static async Task<HeadRecord> WriteHeadAsync(
        IPersistentCache cache, CachedObject target, ObjectIdentity identity, int head, IEnumerable<ChangeRecord> changes, CancellationToken cancellationToken)
    {
        SegmentKind kind = head == 1 ? SegmentKind.Full : SegmentKind.Incremental;
        foreach (ChangeRecord[] batch in changes.Chunk(Batch))
            await cache.ApplyAsync(target.Id, head, kind, batch, cancellationToken);
        var segment = new SegmentReference(identity.Key, head, $"{head}", Sha256Hash.Of(Encoding.ASCII.GetBytes($"{identity.Key}/{head}")));
        HeadTotals totals = await cache.FinishHeadAsync(target.Id, segment, kind, cancellationToken);
        return new HeadRecord(identity, segment, totals.Items, totals.Bytes);
    }

    private RestorePointManifest Point(long sequence, IReadOnlyList<HeadRecord> heads) => new()
    {
        Id = Guid.NewGuid(),
        Sequence = sequence,
        JobId = _job,
        JobName = "Bench",
        OrganizationId = s_organization,
        OrganizationName = "Contoso",
        SessionId = Guid.NewGuid(),
        CreatedAt = s_newest,
        Kind = SessionKind.Incremental,
        ParentSequence = sequence - 1,
        ListsAllHeads = true,
        Heads = heads,
        Objects = heads.Count,
        Items = heads.Sum(h => h.Items),
        Bytes = heads.Sum(h => h.Bytes),
    };

    private static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"AAMkAGI2TQAxNTc3ZWU0LTFmYzktNDg5My1iN2E3LWQ3MzZkOWI3ODhlOABGAAAAAAC4j_{number:D12}_kAAAAAAEMAAA=");

    private static string FolderKey(int number) => string.Create(CultureInfo.InvariantCulture, $"AAMkAGI2TQAxNTc3ZWU0LTFmYzktNDg5My1iN2E3LWQ3MzZkOWI3ODhlOAAuAAAAAAC4j_{number:D12}=");

    private static string[] People()
    {
        var random = new Random(Seed);
        var words = new WordSource(Seed + 1);
        return [.. Enumerable.Range(0, 5_000).Select(i => $"{words.Phrase(random, 2).Replace(' ', '.')}{i}@contoso.example".ToLowerInvariant())];
    }
}
