using System.Globalization;
using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>Messages of channels (https://learn.microsoft.com/graph/api/channel-list-messages, chatmessage-delta): replies come only when they are expanded, delta reaches back eight months.</summary>
internal static class ChannelHandlers
{
    private const int DefaultPage = 20;
    private const int LargestPage = 50;
    private const int MonthsTold = 8;

    public static async Task ListAsync(GraphCall call)
    {
        call.RejectUnsupported("$filter", "$search", "$orderby", "$select");
        var channel = call.Channel;
        var top = PageSize(call);
        var before = long.TryParse(call.Query("$skiptoken"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : long.MaxValue;
        var roots = channel.Messages.Values.Where(m => m.ReplyTo == 0 && m.Id < before).OrderByDescending(static m => m.Id).Take(top + 1).ToList();
        var withReplies = Expands(call);
        using var reply = JsonReply.StartCollection(call, $"teams('{channel.Team}')/channels('{Uri.EscapeDataString(channel.Id)}')/messages");
        foreach (var message in roots.Take(top))
        {
            Describe(call, channel, message, withReplies).WriteTo(reply.Writer);
            await reply.FlushIfLargeAsync();
        }

        var next = roots.Count > top ? $"{call.Self}?$top={top}{(withReplies ? "&$expand=replies" : "")}&$skiptoken={roots[top - 1].Id}" : null;
        await reply.FinishCollectionAsync("@odata.nextLink", next);
    }

    public static async Task DeltaAsync(GraphCall call)
    {
        var channel = call.Channel;
        var token = Tokens.Read(call, DeltaTokenKind.ChannelMessages, channel.Guid, channel.Epoch, 0) ?? Begin(call, channel);
        var since = new DateTimeOffset((long)token.Select, TimeSpan.Zero);
        var oldest = call.Options.Time.GetUtcNow().AddMonths(-MonthsTold);
        var page = channel.ReadLog(token.Position, token.Top, id => channel.ChainModified(id) > since && channel.ChainModified(id) >= oldest);
        page = DeltaDisorder.Apply(call.Options, page);
        using var reply = JsonReply.StartCollection(call, "Collection(chatMessage)");
        foreach (var id in page.Items)
        {
            // A chain that was purged meanwhile is not told of.
            if (channel.Messages.TryGetValue(id, out var message))
                Describe(call, channel, message, token.IncludeHidden).WriteTo(reply.Writer);
            await reply.FlushIfLargeAsync();
        }

        await reply.FinishCollectionAsync(page.IsLast ? "@odata.deltaLink" : "@odata.nextLink", Tokens.Link(call.Self, token with { Position = page.Position }, page.IsLast));
    }

    public static Task MessageAsync(GraphCall call)
    {
        var channel = call.Channel;
        return ConversationHandlers.WriteAsync(call, Describe(call, channel, Find(call, channel), Expands(call)));
    }

    public static async Task RepliesAsync(GraphCall call)
    {
        var channel = call.Channel;
        var root = channel.GetMessage(call.Route.Message!).Id;
        var top = PageSize(call);
        var after = long.TryParse(call.Query("$skiptoken"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;
        var replies = channel.RepliesTo(root).Where(m => m.Id > after).Take(top + 1).ToList();
        using var reply = JsonReply.StartCollection(call, "Collection(chatMessage)");
        foreach (var message in replies.Take(top))
            channel.Describe(message).WriteTo(reply.Writer);
        await reply.FinishCollectionAsync("@odata.nextLink", replies.Count > top ? $"{call.Self}?$top={top}&$skiptoken={replies[top - 1].Id}" : null);
    }

    public static async Task HostedContentsAsync(GraphCall call)
    {
        var message = Find(call, call.Channel);
        using var reply = JsonReply.StartCollection(call, "Collection(chatMessageHostedContent)");
        foreach (var one in message.HostedContents)
            new JsonObject { ["id"] = one.Id, ["contentBytes"] = null, ["contentType"] = null }.WriteTo(reply.Writer);
        await reply.FinishCollectionAsync();
    }

    public static Task HostedContentAsync(GraphCall call)
    {
        var hosted = Find(call, call.Channel).HostedContents.Find(h => h.Id == call.Route.Attachment) ?? throw GraphException.MessageNotFound();
        return call.WriteBytesAsync(hosted.Content, hosted.ContentType);
    }

    // A reply is found below the message it replies to and nowhere else.
    private static ChannelMessageState Find(GraphCall call, SimulatedChannel channel)
    {
        var root = channel.GetMessage(call.Route.Message!);
        if (root.ReplyTo != 0)
            throw GraphException.MessageNotFound();
        if (call.Route.Reply is null)
            return root;
        var reply = channel.GetMessage(call.Route.Reply);
        return reply.ReplyTo == root.Id ? reply : throw GraphException.MessageNotFound();
    }

    private static DeltaToken Begin(GraphCall call, SimulatedChannel channel)
    {
        call.RejectUnsupported("$search", "$orderby", "$select");
        return new DeltaToken(DeltaTokenKind.ChannelMessages, channel.Guid)
        {
            Epoch = channel.Epoch,
            IncludeHidden = Expands(call),
            Top = PageSize(call),
            Select = (ulong)ReadFilter(call.Query("$filter")).UtcTicks,
        };
    }

    private static DateTimeOffset ReadFilter(string? filter)
    {
        const string prefix = "lastModifiedDateTime gt ";
        if (filter is null)
            return DateTimeOffset.MinValue;
        return filter.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
            && DateTimeOffset.TryParse(filter[prefix.Length..], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since)
            ? since
            : throw GraphException.BadRequest("Only lastModifiedDateTime can be filtered, and only with gt.");
    }

    private static int PageSize(GraphCall call)
    {
        if (int.TryParse(call.Query("$top"), out var top) && top > LargestPage)
            throw GraphException.BadRequest($"The limit of '{LargestPage}' for Top query has been exceeded.");
        return call.PageSize(DefaultPage, LargestPage);
    }

    private static bool Expands(GraphCall call) => call.Query("$expand") switch
    {
        null => false,
        "replies" => true,
        var other => throw GraphException.BadRequest($"The expansion '{other}' is not supported here."),
    };

    private static JsonObject Describe(GraphCall call, SimulatedChannel channel, ChannelMessageState message, bool withReplies)
    {
        var json = channel.Describe(message);
        if (!withReplies)
            return json;
        var replies = channel.RepliesTo(message.Id);
        var shown = replies.Take(call.Options.ExpandedReplies).ToList();
        json["replies@odata.context"] = $"{call.Root}/$metadata#replies";
        json["replies@odata.count"] = replies.Count;
        if (shown.Count < replies.Count)
            json["replies@odata.nextLink"] = $"{call.Root}/teams/{channel.Team}/channels/{channel.Id}/messages/{message.Id}/replies?$skiptoken={shown[^1].Id}";
        json["replies"] = new JsonArray([.. shown.Select(channel.Describe)]);
        return json;
    }
}
