using System.Text.Json;

namespace Veeam365.Simulators.Graph;

/// <summary>Mail folders.</summary>
internal static class FolderHandlers
{
    // The root of the store, which requests cannot reach.
    private const int StoreRoot = 1_000_000;
    private const int DefaultPage = 10;
    private const int LargestPage = 1000;

    private static readonly PropertySet Properties = new(
        "Microsoft.OutlookServices.MailFolder",
        "displayName", "parentFolderId", "childFolderCount", "unreadItemCount", "totalItemCount", "isHidden");

    public static async Task ListAsync(GraphCall call)
    {
        call.RejectUnsupported("$filter", "$orderby", "$search", "$expand");
        var mailbox = call.Mailbox;
        var parent = call.Route.Folder is null ? SimulatedMailbox.Root : mailbox.GetFolder(call.Route.Folder).Number;
        var select = Properties.Parse(call.Query("$select"));
        var top = call.PageSize(DefaultPage, LargestPage);
        var skip = Skip(call);
        var hidden = IncludeHidden(call);
        var (folders, more) = mailbox.GetChildren(parent, hidden, skip, top);
        using var reply = JsonReply.StartCollection(call, "Collection(mailFolder)");
        foreach (var folder in folders)
            Write(reply.Writer, mailbox, folder, select);
        var link = $"{call.Self}?$skip={skip + top}&$top={top}{(hidden ? "&includeHiddenFolders=true" : "")}{SelectAgain(call)}";
        await reply.FinishCollectionAsync("@odata.nextLink", more ? link : null);
    }

    public static async Task GetAsync(GraphCall call)
    {
        var mailbox = call.Mailbox;
        var folder = mailbox.GetFolder(call.Route.Folder!);
        var select = Properties.Parse(call.Query("$select"));
        using var reply = JsonReply.Start(call);
        Write(reply.Writer, mailbox, folder, select);
        await reply.FinishAsync();
    }

    public static async Task DeltaAsync(GraphCall call)
    {
        call.RejectUnsupported("$filter", "$orderby", "$expand");
        var mailbox = call.Mailbox;
        if (mailbox.IsOverQuota)
            throw new GraphException(403, "ErrorQuotaExceeded", "The mailbox has exceeded its storage quota.");
        var token = Tokens.Read(call, DeltaTokenKind.Folders, mailbox.Id, mailbox.Epoch, 0) ?? new DeltaToken(DeltaTokenKind.Folders, mailbox.Id)
        {
            Epoch = mailbox.Epoch,
            IsInitial = true,
            Start = mailbox.FolderLogEnd(),
            IncludeHidden = IncludeHidden(call),
            Select = Properties.Parse(call.Query("$select")),
        };
        var top = call.PageSize(DefaultPage, LargestPage);
        var page = mailbox.ReadFolderLog(token.Position, top, token.IncludeHidden, token.IsInitial, token.Start);
        page = DeltaDisorder.Apply(call.Options, page);
        var next = token with { Position = page.Position, IsInitial = token.IsInitial && !page.IsLast };
        using var reply = JsonReply.StartCollection(call, "Collection(mailFolder)");
        foreach (var folder in page.Items)
            Write(reply.Writer, mailbox, folder, token.Select);
        await reply.FinishCollectionAsync(page.IsLast ? "@odata.deltaLink" : "@odata.nextLink", Tokens.Link(call.Self, next, page.IsLast));
    }

    private static bool IncludeHidden(GraphCall call) =>
        string.Equals(call.Query("includeHiddenFolders"), "true", StringComparison.OrdinalIgnoreCase);

    private static int Skip(GraphCall call) => int.TryParse(call.Query("$skip"), out var skip) && skip > 0 ? skip : 0;

    private static string SelectAgain(GraphCall call) =>
        call.Query("$select") is { } select ? "&$select=" + Uri.EscapeDataString(select) : "";

    public static void Write(Utf8JsonWriter writer, SimulatedMailbox mailbox, FolderView folder, ulong select)
    {
        Span<byte> id = stackalloc byte[OutlookIds.LongestId];
        writer.WriteStartObject();
        writer.WriteString("id"u8, id[..mailbox.Ids.Folder(id, folder.Number)]);
        if (folder.IsDeleted)
        {
            writer.WriteStartObject("@removed"u8);
            writer.WriteString("reason"u8, "deleted"u8);
            writer.WriteEndObject();
            writer.WriteEndObject();
            return;
        }

        if ((select & Properties["displayName"]) != 0)
            writer.WriteString("displayName"u8, folder.DisplayName);
        if ((select & Properties["parentFolderId"]) != 0)
            writer.WriteString("parentFolderId"u8, id[..mailbox.Ids.Folder(id, folder.Parent < 0 ? StoreRoot : folder.Parent)]);
        if ((select & Properties["childFolderCount"]) != 0)
            writer.WriteNumber("childFolderCount"u8, folder.ChildCount);
        if ((select & Properties["unreadItemCount"]) != 0)
            writer.WriteNumber("unreadItemCount"u8, folder.UnreadCount);
        if ((select & Properties["totalItemCount"]) != 0)
            writer.WriteNumber("totalItemCount"u8, folder.TotalCount);
        if ((select & Properties["isHidden"]) != 0)
            writer.WriteBoolean("isHidden"u8, folder.IsHidden);
        writer.WriteEndObject();
    }
}
