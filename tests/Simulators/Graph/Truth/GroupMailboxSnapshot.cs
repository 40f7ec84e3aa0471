using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>The mailbox of a group as it was.</summary>
public sealed class GroupMailboxSnapshot
{
    internal GroupMailboxSnapshot(IReadOnlyList<ThreadState> threads)
    {
        Threads = [.. threads.Select(static t => new ThreadTruth(t.Id, t.Topic, SimulatedConversations.Describe(t)))];
        Posts = [.. threads.SelectMany(static t => t.Posts.Select(p => Truth(t, p)))];
    }

    public IReadOnlyList<ThreadTruth> Threads { get; }

    public IReadOnlyList<ItemTruth> Posts { get; }

    private static ItemTruth Truth(ThreadState thread, PostState post)
    {
        var json = SimulatedConversations.Describe(thread, post);
        json.Remove("@odata.etag");
        return new ItemTruth(post.Id, thread.Id, json, null, [.. post.Attachments.Select(a => Truth(post, a))], []);
    }

    private static JsonObject Truth(PostState post, SimulatedAttachment attachment)
    {
        var json = SimulatedConversations.Describe(post, attachment);
        if (attachment.Url is null)
            json["contentBytes"] = Convert.ToBase64String(attachment.Value);
        return json;
    }
}
