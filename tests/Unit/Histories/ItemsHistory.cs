using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Veeam365.Backup.Core.Model;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Histories;

/// <summary>Contacts or calendars in a history. Photos and attachments are read apart from what is told of an item.</summary>
internal sealed class ItemsHistory(string objectId, Workload workload, SimulatedItems items, Action<Random> change) : HistoryWorkload(objectId, workload)
{
    public override bool ReadsContent => true;

    public override void Change(Random random) => change(random);

    public override void ExpireTokens() => items.ExpireDeltaTokens();

    public override void Fill(bool isFull) => items.IsOverQuota = isFull;

    public override Dictionary<string, ItemText> At(long moment)
    {
        ItemsSnapshot then = items.SnapshotAt(moment);
        return then.Folders.Select(f => (f.Id, Describe(f))).Concat(then.Items.Select(i => (i.Id, Describe(i)))).ToDictionary(StringComparer.Ordinal);
    }

    public override ItemText Describe(ItemVersion held, byte[]? content) => held.Kind == ItemKind.Folder
        ? Folder(held.ParentKey, held.Name)
        : Item(held.ParentKey, (JsonObject)JsonNode.Parse(content!)!);

    protected override IReadOnlyList<TimedState> History(long from, long to) => items.History(from, to);

    protected override ItemText Describe(object state) => state is ItemFolderTruth folder
        ? Folder(folder.ParentId, folder.Name)
        : state is ItemTruth item ? Item(item.FolderId, (JsonObject)JsonNode.Parse(ItemJsonTruth.Text(item))!) : throw new InvalidOperationException();

    private static ItemText Folder(string? parent, string name) => new($"folder {name} in {parent}");

    private static ItemText Item(string? parent, JsonObject json)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        Take(json, "photo", "photo", read);
        Take(json, "attachments", "attachments", read);
        foreach (JsonNode? exception in json["exceptionOccurrences"] as JsonArray ?? [])
            Take((JsonObject)exception!, "attachments", (string)exception!["id"]!, read);
        return new ItemText($"item {(string?)json["subject"] ?? (string?)json["displayName"]} in {parent}, {Short(ItemJsonTruth.Text(Encoding.UTF8.GetBytes(json.ToJsonString())))}", read);
    }

    private static void Take(JsonObject from, string name, string part, Dictionary<string, string> read)
    {
        if (from[name] is not { } value)
            return;
        from.Remove(name);
        read[part] = Short(value is JsonArray list
            ? string.Join('\n', list.Select(a => ItemJsonTruth.Text(Encoding.UTF8.GetBytes(a!.ToJsonString()))).Order(StringComparer.Ordinal))
            : ItemJsonTruth.Text(Encoding.UTF8.GetBytes(value.ToJsonString())));
    }

    private static string Short(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 6));
}
