using System.Text.Json;

namespace Veeam365.Simulators.Graph;

/// <summary>Contact folders, contacts and their photos.</summary>
internal static class ContactHandlers
{
    public static async Task FoldersAsync(GraphCall call)
    {
        call.RejectUnsupported("$filter", "$orderby", "$search", "$expand");
        var store = call.Contacts;
        // Without a parent: the folders below the default one, which itself is not among them.
        var parent = call.Route.Folder is null ? SimulatedItems.Default : store.GetFolder(call.Route.Folder).Number;
        await ItemPages.WriteListAsync(call, store.GetFolders(parent), (writer, folder) => Write(writer, store, folder), "contactFolder");
    }

    public static async Task FolderAsync(GraphCall call)
    {
        var folder = call.Contacts.GetFolder(call.Route.Folder!);
        using var reply = JsonReply.Start(call);
        Write(reply.Writer, call.Contacts, folder);
        await reply.FinishAsync();
    }

    public static Task FolderDeltaAsync(GraphCall call)
    {
        var store = call.Contacts;
        return ItemPages.WriteFolderDeltaAsync(call, store, (writer, folder) => Write(writer, store, folder));
    }

    public static Task ListAsync(GraphCall call)
    {
        var store = call.Contacts;
        var extended = JsonBody.WantedExtended(call);
        var folder = call.Route.Folder is null ? SimulatedItems.Default : store.GetFolder(call.Route.Folder).Number;
        return ItemPages.WriteItemsAsync(call, store, folder, (writer, item) => ItemWriting.WithExtended(Describe(call, item), item.State!, extended).WriteTo(writer), static _ => true, "contact");
    }

    public static Task DeltaAsync(GraphCall call)
    {
        var store = call.Contacts;
        var folder = store.GetFolder(call.Route.Folder!).Number;
        return ItemPages.WriteDeltaAsync(call, store, folder, DeltaTokenKind.Contacts, (writer, item) => Describe(call, item).WriteTo(writer), "contact");
    }

    public static async Task GetAsync(GraphCall call)
    {
        var item = call.Contacts.GetItem(call.Route.Message!, call.Route.Folder);
        using var reply = JsonReply.Start(call);
        ItemWriting.WithExtended(Describe(call, item), item.State!, JsonBody.WantedExtended(call)).WriteTo(reply.Writer);
        await reply.FinishAsync();
    }

    public static async Task PhotoAsync(GraphCall call)
    {
        var photo = call.Contacts.GetItem(call.Route.Message!, call.Route.Folder).State!.Photo ?? throw GraphException.ItemNotFound();
        await call.WriteBytesAsync(photo, "image/jpeg");
    }

    private static System.Text.Json.Nodes.JsonObject Describe(GraphCall call, ItemView item) =>
        call.Contacts.Describe(item.State!, item.Ordinal, call.Preferences.ImmutableIds);

    public static void Write(Utf8JsonWriter writer, SimulatedItems store, ItemFolderView folder)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, store.Ids.Folder(folder.Number));
        if (folder.IsDeleted)
        {
            ItemPages.WriteRemoved(writer, "deleted");
        }
        else
        {
            writer.WriteString("parentFolderId"u8, store.Ids.Folder(Math.Max(0, folder.Parent)));
            writer.WriteString("displayName"u8, folder.Name);
        }

        writer.WriteEndObject();
    }
}
