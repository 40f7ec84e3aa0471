using System.Text.Json;

namespace Veeam365.Simulators.Graph;

/// <summary>Messages: lists, delta rounds, single ones and their MIME content.</summary>
internal static class MailHandlers
{
    private const int DefaultPage = 10;
    private const int LargestPage = 1000;

    public static async Task ListAsync(GraphCall call)
    {
        call.RejectUnsupported("$orderby", "$search", "$skip");
        var extended = JsonBody.WantedExtended(call);
        var mailbox = call.Mailbox;
        var folder = call.Route.Folder is null ? -1 : mailbox.GetFolder(call.Route.Folder).Number;
        var token = ReadListToken(call, mailbox, folder);
        var select = token?.Select ?? MessageJson.Properties.Parse(call.Query("$select"));
        var top = token?.Top ?? call.PageSize(DefaultPage, LargestPage);
        var position = token?.Position ?? 0;
        var page = folder < 0
            ? mailbox.ReadAllMessages(position, top)
            : mailbox.ReadMessages(folder, position, top, true, int.MaxValue, false).Page;
        if (JsonBody.WantedFilter(call) is { } filter)
            page = page with { Items = [.. AllOf(mailbox, folder).Where(item => IsWanted(item, filter))], IsLast = true };
        var next = new DeltaToken(DeltaTokenKind.List, mailbox.Id) { Folder = folder, Position = page.Position, Select = select, Top = top };
        await WritePageAsync(call, mailbox, page.Items, select, page.IsLast ? null : "@odata.nextLink", $"{call.Self}?$skiptoken={next.Encode()}{ExpandAgain(call)}", extended);
    }

    public static async Task DeltaAsync(GraphCall call)
    {
        call.RejectUnsupported("$filter", "$orderby", "$search", "$expand");
        var mailbox = call.Mailbox;
        if (mailbox.IsOverQuota)
            throw new GraphException(403, "ErrorQuotaExceeded", "The mailbox has exceeded its storage quota.");
        var folder = mailbox.GetFolder(call.Route.Folder ?? throw GraphException.BadRequest("Delta needs a folder.")).Number;
        var token = Tokens.Read(call, DeltaTokenKind.Messages, mailbox.Id, mailbox.Epoch, folder) ?? new DeltaToken(DeltaTokenKind.Messages, mailbox.Id)
        {
            Folder = folder,
            Epoch = mailbox.Epoch,
            IsInitial = true,
            Start = -1,
            Select = MessageJson.Properties.Parse(call.Query("$select")),
        };
        var top = call.PageSize(DefaultPage, LargestPage);
        var start = token.Start < 0 ? int.MaxValue : token.Start;
        var (page, end) = mailbox.ReadMessages(
            folder, token.Position, top, token.IsInitial, start, call.Options.RoundTripMoveReportsRemovalOnly);
        page = DeltaDisorder.Apply(call.Options, page);
        var next = token with { Position = page.Position, Start = token.Start < 0 ? end : token.Start };
        if (page.IsLast)
            next = next with { IsInitial = false, Start = 0 };
        var link = Tokens.Link(call.Self, next, page.IsLast);
        await WritePageAsync(call, mailbox, page.Items, token.Select, page.IsLast ? "@odata.deltaLink" : "@odata.nextLink", link);
    }

    public static async Task GetAsync(GraphCall call)
    {
        var extended = JsonBody.WantedExtended(call);
        var mailbox = call.Mailbox;
        var view = mailbox.GetMessage(call.Route.Message!, call.Route.Folder);
        var select = MessageJson.Properties.Parse(call.Query("$select"));
        using var reply = JsonReply.Start(call);
        MessageJson.Write(reply.Writer, mailbox, view, call.Preferences.ImmutableIds, select, extended);
        await reply.FinishAsync();
    }

    public static async Task ContentAsync(GraphCall call)
    {
        var view = call.Mailbox.GetMessage(call.Route.Message!, call.Route.Folder);
        using var lease = view.Version!.Source.Rent();
        await call.WriteBytesAsync(lease.Bytes, "text/plain");
    }

    private static DeltaToken? ReadListToken(GraphCall call, SimulatedMailbox mailbox, int folder)
    {
        if (call.Query("$skiptoken") is not { } text)
            return null;
        if (DeltaToken.Parse(text) is { Kind: DeltaTokenKind.List } token && token.Owner == mailbox.Id && token.Folder == folder)
            return token;
        throw Tokens.Malformed();
    }

    private static List<MessageView> AllOf(SimulatedMailbox mailbox, int folder) => folder < 0
        ? mailbox.ReadAllMessages(0, int.MaxValue).Items
        : mailbox.ReadMessages(folder, 0, int.MaxValue, true, int.MaxValue, false).Page.Items;

    private static bool IsWanted(MessageView item, (string? MessageId, string? ExtendedValue) filter) => filter.MessageId is { } id
        ? item.Version!.Source.Summary.MessageId == id
        : item.Version!.Extended.Has(filter.ExtendedValue!);

    private static string ExpandAgain(GraphCall call) => call.Query("$expand") is { } expand ? "&$expand=" + Uri.EscapeDataString(expand) : "";

    private static async Task WritePageAsync(
        GraphCall call, SimulatedMailbox mailbox, List<MessageView> items, ulong select, string? linkName, string link, string[]? extended = null)
    {
        using var reply = JsonReply.StartCollection(call, "Collection(message)");
        for (var i = 0; i < items.Count; i++)
        {
            WriteItem(reply.Writer, mailbox, items[i], call.Preferences.ImmutableIds, select, extended);
            await reply.FlushIfLargeAsync();
        }

        await reply.FinishCollectionAsync(linkName, linkName is null ? null : link);
    }

    private static void WriteItem(Utf8JsonWriter writer, SimulatedMailbox mailbox, MessageView item, bool immutable, ulong select, string[]? extended)
    {
        if (item.Version is null)
            MessageJson.WriteRemoved(writer, mailbox, item, immutable);
        else
            MessageJson.Write(writer, mailbox, item, immutable, select, extended);
    }
}
