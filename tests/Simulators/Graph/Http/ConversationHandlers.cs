using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>Conversations of Microsoft 365 groups: threads, posts, attachments. There is no delta.</summary>
internal static class ConversationHandlers
{
    private const int DefaultPage = 10;
    private const int LargestPage = 1000;

    // The service leaves contentBytes out above about 3 MB.
    private const int LargestInline = 3 * 1024 * 1024;

    public static Task ThreadsAsync(GraphCall call)
    {
        call.RejectUnsupported("$search", "$filter", "$orderby");
        var expand = call.Query("$expand");
        if (expand is not null && (call.Options.RefuseExpandedPosts || expand != "posts($select=id,changeKey)"))
            throw new GraphException(400, "ErrorInvalidUrlQuery", $"The query option '$expand={expand}' is not supported here.");
        var threads = call.Group.Conversations.Threads.Values.ToList();
        return WriteAsync(call, threads, thread => Describe(thread, expand is not null), "conversationThread");
    }

    public static Task ThreadAsync(GraphCall call) => WriteAsync(call, Describe(call.Group.Conversations.GetThread(call.Route.Thread!), false));

    public static Task PostsAsync(GraphCall call)
    {
        call.RejectUnsupported("$search", "$filter", "$orderby", "$expand");
        var thread = call.Group.Conversations.GetThread(call.Route.Thread!);
        return WriteAsync(call, thread.Posts, post => Selected(call, SimulatedConversations.Describe(thread, post)), "post");
    }

    public static Task PostAsync(GraphCall call) => WriteAsync(call, SimulatedConversations.Describe(call.Group.Conversations.GetThread(call.Route.Thread!), FindPost(call)));

    public static Task AttachmentsAsync(GraphCall call)
    {
        var post = FindPost(call);
        return WriteAsync(call, post.Attachments, one => Selected(call, Describe(post, one)), "attachment");
    }

    public static Task AttachmentAsync(GraphCall call) => WriteAsync(call, Describe(FindPost(call), FindAttachment(call)));

    public static Task AttachmentContentAsync(GraphCall call)
    {
        var attachment = FindAttachment(call);
        return attachment.Url is null
            ? call.WriteBytesAsync(attachment.Value, attachment.ContentType)
            : throw new GraphException(405, "ErrorInvalidRequest", "A reference attachment has no content of its own.");
    }

    public static async Task WriteAsync(GraphCall call, JsonObject json)
    {
        using var reply = JsonReply.Start(call);
        json.WriteTo(reply.Writer);
        await reply.FinishAsync();
    }

    private static PostState FindPost(GraphCall call) => call.Group.Conversations.GetPost(call.Route.Thread!, call.Route.Message!);

    private static SimulatedAttachment FindAttachment(GraphCall call)
    {
        var post = FindPost(call);
        return post.Attachments.Find(a => SimulatedConversations.AttachmentId(post, a) == call.Route.Attachment) ?? throw GraphException.ItemNotFound();
    }

    private static JsonObject Describe(ThreadState thread, bool withPosts)
    {
        var json = SimulatedConversations.Describe(thread);
        if (withPosts)
            json["posts"] = new JsonArray([.. thread.Posts.Select(post => Only(SimulatedConversations.Describe(thread, post), ["id", "changeKey", "@odata.etag"]))]);
        return json;
    }

    private static JsonObject Describe(PostState post, SimulatedAttachment attachment)
    {
        var json = SimulatedConversations.Describe(post, attachment);
        if (attachment.Content is { } content && content.Length < LargestInline)
            json["contentBytes"] = Convert.ToBase64String(content);
        return json;
    }

    private static JsonObject Selected(GraphCall call, JsonObject json) =>
        call.Query("$select") is { } select ? Only(json, [.. select.Split(','), "id", "@odata.etag", "@odata.type"]) : json;

    private static JsonObject Only(JsonObject json, HashSet<string> names)
    {
        foreach (var name in json.Select(static p => p.Key).Where(name => !names.Contains(name)).ToList())
            json.Remove(name);
        return json;
    }

    private static async Task WriteAsync<T>(GraphCall call, IReadOnlyList<T> all, Func<T, JsonObject> describe, string type)
    {
        var top = call.PageSize(DefaultPage, LargestPage);
        var skip = int.TryParse(call.Query("$skip"), out var asked) && asked > 0 ? asked : 0;
        using var reply = JsonReply.StartCollection(call, $"Collection({type})");
        foreach (var one in all.Skip(skip).Take(top))
        {
            describe(one).WriteTo(reply.Writer);
            await reply.FlushIfLargeAsync();
        }

        await reply.FinishCollectionAsync("@odata.nextLink", skip + top < all.Count ? Next(call, skip + top) : null);
    }

    private static string Next(GraphCall call, int skip)
    {
        var kept = call.Http.Request.Query.Where(static q => q.Key != "$skip").Select(static q => $"{q.Key}={Uri.EscapeDataString(q.Value.ToString())}");
        return $"{call.Self}?{string.Join('&', kept.Append($"$skip={skip}"))}";
    }
}
