using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Tests.Histories;
using Veeam365.Simulators.Exchange;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.ExchangeOnPremises;

/// <summary>A workload of an on-premises mailbox in a history. The store changes between sessions.</summary>
internal sealed class ExchangeHistory(string objectId, Workload workload, ExchangeStore store) : HistoryWorkload(objectId, workload)
{
    public override bool ReadsContent => true;

    private string Type => Workload switch
    {
        Workload.Contacts => "ContactsFolder",
        Workload.Calendar => "CalendarFolder",
        _ => "Folder",
    };

    private string ItemType => Workload switch
    {
        Workload.Contacts => "Contact",
        Workload.Calendar => "CalendarItem",
        _ => "Message",
    };

    public override void Change(Random random) => ExchangeChanges.Make(store, random);

    public override void ExpireTokens() => store.ExpireSyncStates();

    public override Dictionary<string, ItemText> At(long moment)
    {
        Dictionary<string, StoreFolder> all = store.Folders.ToDictionary(f => f.Id);
        Dictionary<string, StoreFolder> own = all.Values.Where(f => IsOwn(f, all)).ToDictionary(f => f.Id);
        var truth = own.Values.ToDictionary(f => f.Id, f => new ItemText($"folder {f.Name} in {KeyOf(f.ParentId, own, all)}, {IsHidden(f)}"));
        string root = store.FolderId("msgfolderroot");
        foreach (StoreItem item in store.Items.Where(i => i.Type == ItemType && (own.ContainsKey(i.FolderId) || (i.FolderId == root && Type == "Folder"))))
            truth.Add(item.Id, Describe(item, KeyOf(item.FolderId, own, all)));
        return truth;
    }

    public override ItemText Describe(ItemVersion held, byte[]? content) => held.Kind switch
    {
        ItemKind.Folder => new ItemText($"folder {held.Name} in {held.ParentKey}, {held.Flags.HasFlag(ItemFlags.IsHidden)}"),
        ItemKind.Message => Item(held.Name, held.ParentKey, held.Flags.HasFlag(ItemFlags.IsRead), Hash(content!)),
        _ => Item(held.Name, held.ParentKey, false, Summary(content!)),
    };

    protected override IReadOnlyList<TimedState> History(long from, long to) => [];

    protected override ItemText Describe(object state) => throw new InvalidOperationException();

    private static ItemText Describe(StoreItem item, string? parent) => item.Type == "Message"
        ? Item(item.Subject, parent, item.IsRead, Hash(item.Mime))
        : Item(item.Type == "Contact" ? Property(item, "DisplayName") : item.Subject, parent, false, Summary(item));

    private static ItemText Item(string name, string? parent, bool isRead, string content) => new($"item {name} in {parent}, {isRead}", content);

    /// <summary>What a stored contact or event says.</summary>
    private static string Summary(byte[] content)
    {
        using var json = JsonDocument.Parse(content);
        return Summary(json.RootElement);
    }

    private static string Summary(JsonElement json)
    {
        var text = new StringBuilder();
        text.Append(json.TryGetProperty("displayName", out JsonElement name) ? name.GetString() : json.GetProperty("subject").GetString());
        text.Append(" categories ").AppendJoin(',', json.GetProperty("categories").EnumerateArray().Select(c => c.GetString()));
        if (json.TryGetProperty("photo", out JsonElement photo))
            text.Append(" photo ").Append(Hash(photo.GetProperty("contentBytes").GetBytesFromBase64()));
        if (json.TryGetProperty("attachments", out JsonElement attachments))
            text.Append(" attached ").AppendJoin(',', attachments.EnumerateArray().Select(a => Hash(a.GetProperty("contentBytes").GetBytesFromBase64())));
        text.Append(" series ").Append(json.TryGetProperty("recurrence", out _));
        if (json.TryGetProperty("exceptionOccurrences", out JsonElement exceptions))
            text.Append(" exceptions ").AppendJoin(',', exceptions.EnumerateArray().Select(e => e.GetProperty("subject").GetString()));
        return text.ToString();
    }

    private static string Summary(StoreItem item)
    {
        var text = new StringBuilder();
        text.Append(item.Type == "Contact" ? Property(item, "DisplayName") : item.Subject);
        text.Append(" categories ").AppendJoin(',', item.Categories);
        if (item.Attachments.FirstOrDefault(a => a.IsContactPhoto) is { } photo)
            text.Append(" photo ").Append(Hash(photo.Content));
        if (item.Attachments.Any(a => !a.IsContactPhoto))
            text.Append(" attached ").AppendJoin(',', item.Attachments.Where(a => !a.IsContactPhoto).Select(a => Hash(a.Content)));
        text.Append(" series ").Append(item.Properties.Any(p => p.Name.LocalName == "Recurrence"));
        if (item.Exceptions.Count > 0)
            text.Append(" exceptions ").AppendJoin(',', item.Exceptions.Select(e => e.Subject));
        return text.ToString();
    }

    private static string Property(StoreItem item, string name) => item.Properties.First(p => p.Name.LocalName == name).Value;

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));

    private bool IsOwn(StoreFolder folder, Dictionary<string, StoreFolder> all) =>
        folder.Type == Type && folder.Class is not "IPF.Contact.RecipientCache" && folder.Id != store.FolderId("msgfolderroot")
        && (Type == "Folder" || (Above(folder, all).Any(f => f.WellKnown == store.Prefix + "msgfolderroot") && !Above(folder, all).Any(f => f.WellKnown == store.Prefix + "deleteditems")));

    // The second tree is shown as a hidden folder beside the first one.
    private static bool IsHidden(StoreFolder folder) => folder.IsHidden || (folder.WellKnown?.EndsWith("recoverableitemsroot", StringComparison.Ordinal) ?? false);

    private static IEnumerable<StoreFolder> Above(StoreFolder folder, Dictionary<string, StoreFolder> all)
    {
        for (StoreFolder? at = folder; at is not null; at = at.ParentId is null ? null : all.GetValueOrDefault(at.ParentId))
            yield return at;
    }

    private static string? KeyOf(string? id, Dictionary<string, StoreFolder> own, Dictionary<string, StoreFolder> all)
    {
        if (id is null || !all.TryGetValue(id, out StoreFolder? folder))
            return null;
        return Above(folder, all).FirstOrDefault(f => own.ContainsKey(f.Id))?.Id;
    }
}
