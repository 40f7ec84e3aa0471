using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>The contacts or calendars of a mailbox as they were.</summary>
public sealed class ItemsSnapshot
{
    internal ItemsSnapshot(SimulatedItems store, Dictionary<int, ItemFolderView> folders, Dictionary<int, ItemState> items)
    {
        Folders = [.. folders.Values.Where(IsShown).OrderBy(static f => f.Number).Select(f => Truth(store, folders, f))];
        Items = [.. items.Where(static i => IsShown(i.Value)).OrderBy(static i => i.Key).Select(i => Truth(store, items, i.Key))];
    }

    /// <summary>All folders but the root.</summary>
    public IReadOnlyList<ItemFolderTruth> Folders { get; }

    /// <summary>All items outside of Deleted Items; exceptions are within their series.</summary>
    public IReadOnlyList<ItemTruth> Items { get; }

    internal static bool IsShown(ItemFolderView folder) => !folder.IsDeleted && folder.Number >= SimulatedItems.Default;

    internal static bool IsShown(ItemState item) => item.Folder >= SimulatedItems.Default && item.Master < 0;

    internal static ItemFolderTruth Truth(SimulatedItems store, Dictionary<int, ItemFolderView> folders, ItemFolderView folder)
    {
        var path = folder.Name;
        for (var above = folder.Parent; above > SimulatedItems.Root; above = folders[above].Parent)
            path = folders[above].Name + "/" + path;
        return new ItemFolderTruth(store.Ids.Folder(folder.Number), folder.Parent == SimulatedItems.Root ? null : store.Ids.Folder(folder.Parent), folder.Name, path);
    }

    internal static ItemTruth Truth(SimulatedItems store, Dictionary<int, ItemState> items, int ordinal)
    {
        var state = items[ordinal];
        var json = Plain(store.Describe(state, ordinal, true));
        if (store is SimulatedCalendar calendar && SimulatedCalendar.TypeOf(state) == "seriesMaster")
            json["cancelledOccurrences"] = calendar.CancelledOf(state, ordinal, true);
        var exceptions = items.Where(i => i.Value.Master == ordinal && !i.Value.IsGone).OrderBy(static i => i.Key)
            .Select(i => new ItemTruth(
                store.Ids.Message(true, 0, i.Key), store.Ids.Folder(i.Value.Folder), Plain(store.Describe(i.Value, i.Key, true)), null, Describe(store, i.Value, i.Key), []));
        return new ItemTruth(store.Ids.Message(true, 0, ordinal), store.Ids.Folder(state.Folder), json, state.Photo, Describe(store, state, ordinal), [.. exceptions]);
    }

    private static List<JsonObject> Describe(SimulatedItems store, ItemState state, int ordinal) => store is SimulatedCalendar calendar
        ? [.. state.Attachments.Select(attachment => Describe(calendar, attachment, state, ordinal))]
        : [];

    private static JsonObject Describe(SimulatedCalendar calendar, SimulatedAttachment attachment, ItemState state, int ordinal)
    {
        var json = calendar.Describe(attachment, state, ordinal, true);
        if (attachment.Content is not null || attachment.Item is not null)
            json["contentBytes"] = Convert.ToBase64String(attachment.Value);
        return json;
    }

    private static JsonObject Plain(JsonObject json)
    {
        foreach (var name in json.Select(static p => p.Key).Where(static n => n.Contains('@', StringComparison.Ordinal)).ToList())
            json.Remove(name);
        return json;
    }
}
