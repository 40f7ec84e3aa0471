using System.Text.Json;

namespace Veeam365.Simulators.Graph;

/// <summary>Lists and delta rounds of contacts, calendars and events.</summary>
internal static class ItemPages
{
    private const int DefaultPage = 10;
    private const int LargestPage = 1000;

    public static async Task WriteListAsync<T>(GraphCall call, List<T> all, Action<Utf8JsonWriter, T> write, string type)
    {
        var top = call.PageSize(DefaultPage, LargestPage);
        var skip = int.TryParse(call.Query("$skip"), out var asked) && asked > 0 ? asked : 0;
        using var reply = JsonReply.StartCollection(call, $"Collection({type})");
        foreach (var one in all.Skip(skip).Take(top))
            write(reply.Writer, one);
        var expand = call.Query("$expand") is { } again ? "&$expand=" + Uri.EscapeDataString(again) : "";
        await reply.FinishCollectionAsync("@odata.nextLink", skip + top < all.Count ? $"{call.Self}?$skip={skip + top}&$top={top}{expand}" : null);
    }

    public static async Task WriteFolderDeltaAsync(GraphCall call, SimulatedItems store, Action<Utf8JsonWriter, ItemFolderView> write)
    {
        RefuseWhenFull(store);
        var token = Tokens.Read(call, DeltaTokenKind.ContactFolders, store.Id, store.Epoch, 0) ?? new DeltaToken(DeltaTokenKind.ContactFolders, store.Id)
        {
            Epoch = store.Epoch,
            IsInitial = true,
            Start = store.FolderLogEnd(),
        };
        var page = store.ReadFolderLog(token.Position, call.PageSize(DefaultPage, LargestPage), token.IsInitial, token.Start);
        page = DeltaDisorder.Apply(call.Options, page);
        var next = token with { Position = page.Position, IsInitial = token.IsInitial && !page.IsLast };
        using var reply = JsonReply.StartCollection(call, "Collection(contactFolder)");
        foreach (var folder in page.Items)
            write(reply.Writer, folder);
        await reply.FinishCollectionAsync(page.IsLast ? "@odata.deltaLink" : "@odata.nextLink", Tokens.Link(call.Self, next, page.IsLast));
    }

    public static async Task WriteItemsAsync(
        GraphCall call, SimulatedItems store, int folder, Action<Utf8JsonWriter, ItemView> write, Func<ItemView, bool> isShown, string type)
    {
        call.RejectUnsupported("$orderby", "$search");
        var all = store.ReadItems(folder, 0, int.MaxValue, true, int.MaxValue).Page.Items;
        if (JsonBody.WantedFilter(call) is { ExtendedValue: { } wanted })
            all = [.. all.Where(item => item.State!.Extended.Has(wanted))];
        await WriteListAsync(call, [.. all.Where(isShown)], write, type);
    }

    public static async Task WriteDeltaAsync(
        GraphCall call, SimulatedItems store, int folder, DeltaTokenKind kind, Action<Utf8JsonWriter, ItemView> write, string type)
    {
        call.RejectUnsupported("$filter", "$orderby", "$search", "$expand");
        RefuseWhenFull(store);
        var token = Tokens.Read(call, kind, store.Id, store.Epoch, folder) ?? new DeltaToken(kind, store.Id)
        {
            Folder = folder,
            Epoch = store.Epoch,
            IsInitial = true,
            Start = -1,
        };
        var (page, end) = store.ReadItems(folder, token.Position, call.PageSize(DefaultPage, LargestPage), token.IsInitial, token.Start < 0 ? int.MaxValue : token.Start);
        page = DeltaDisorder.Apply(call.Options, page);
        var next = token with { Position = page.Position, Start = token.Start < 0 ? end : token.Start };
        if (page.IsLast)
            next = next with { IsInitial = false, Start = 0 };
        using var reply = JsonReply.StartCollection(call, $"Collection({type})");
        foreach (var item in page.Items)
        {
            if (item.State is null)
                WriteRemoved(call, reply.Writer, store, item, type);
            else
                write(reply.Writer, item);
        }

        await reply.FinishCollectionAsync(page.IsLast ? "@odata.deltaLink" : "@odata.nextLink", Tokens.Link(call.Self, next, page.IsLast));
    }

    public static void WriteRemoved(Utf8JsonWriter writer, string reason)
    {
        writer.WriteStartObject("@removed"u8);
        writer.WriteString("reason"u8, reason);
        writer.WriteEndObject();
    }

    private static void WriteRemoved(GraphCall call, Utf8JsonWriter writer, SimulatedItems store, ItemView item, string type)
    {
        writer.WriteStartObject();
        writer.WriteString("@odata.type"u8, "#microsoft.graph." + type);
        writer.WriteString("id"u8, store.Ids.Message(call.Preferences.ImmutableIds, item.Folder, item.Ordinal));
        WriteRemoved(writer, item.IsGone ? "deleted" : "changed");
        writer.WriteEndObject();
    }

    private static void RefuseWhenFull(SimulatedItems store)
    {
        if (store.IsOverQuota)
            throw new GraphException(403, "ErrorQuotaExceeded", "The mailbox has exceeded its storage quota.");
    }
}
