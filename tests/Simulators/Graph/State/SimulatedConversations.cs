using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>The mailbox of a Microsoft 365 group: threads, and the posts in them. Members may be called from any thread at any time.</summary>
public sealed class SimulatedConversations
{
    private const int PreviewLength = 40;

    private readonly string _group;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private ImmutableSortedDictionary<string, ThreadState> _threads = ImmutableSortedDictionary.Create<string, ThreadState>(StringComparer.Ordinal);
    private int _number;

    internal SimulatedConversations(string group, TimeProvider time)
    {
        _group = group;
        _time = time;
    }

    internal ImmutableSortedDictionary<string, ThreadState> Threads
    {
        get
        {
            lock (_lock)
                return _threads;
        }
    }

    public int PostCount => Threads.Values.Sum(static t => t.Posts.Count);

    /// <summary>Begins a conversation; returns the id of its thread.</summary>
    public string Start(string topic, string from, string body, params IEnumerable<SimulatedAttachment> attachments)
    {
        lock (_lock)
        {
            var post = NewPost(from, body, attachments);
            var thread = new ThreadState(NewId("thread"), NewId("conversation"), topic, [post]) { LastDelivered = post.Received };
            _threads = _threads.Add(thread.Id, thread);
            return thread.Id;
        }
    }

    /// <summary>Adds a post to a thread; returns its id.</summary>
    public string Reply(string thread, string from, string body, params IEnumerable<SimulatedAttachment> attachments)
    {
        lock (_lock)
        {
            var post = NewPost(from, body, attachments);
            Change(thread, state => state with { Posts = state.Posts.Add(post), LastDelivered = post.Received });
            return post.Id;
        }
    }

    public void SetLocked(string thread, bool isLocked)
    {
        lock (_lock)
            Change(thread, state => state with { IsLocked = isLocked });
    }

    /// <summary>Deletes one post; the thread's time of delivery stays as it was.</summary>
    public void DeletePost(string thread, string post)
    {
        lock (_lock)
        {
            Change(thread, state => state with { Posts = state.Posts.RemoveAll(p => p.Id == post) });
            if (_threads[thread].Posts.IsEmpty)
                _threads = _threads.Remove(thread);
        }
    }

    public void DeleteThread(string thread)
    {
        lock (_lock)
            _threads = _threads.Remove(thread);
    }

    public GroupMailboxSnapshot Snapshot() => new([.. Threads.Values]);

    internal ThreadState GetThread(string id) => Threads.GetValueOrDefault(id) ?? throw GraphException.ItemNotFound();

    internal PostState GetPost(string thread, string id) => GetThread(thread).Posts.Find(p => p.Id == id) ?? throw GraphException.ItemNotFound();

    internal static JsonObject Describe(ThreadState thread) => new()
    {
        ["id"] = thread.Id,
        ["topic"] = thread.Topic,
        ["hasAttachments"] = thread.Posts.Any(static p => p.Attachments.Count > 0),
        ["lastDeliveredDateTime"] = Text(thread.LastDelivered),
        ["uniqueSenders"] = new JsonArray([.. thread.Posts.Select(static p => p.From).Distinct(StringComparer.Ordinal).Select(static s => (JsonNode)s)]),
        ["preview"] = thread.Posts.IsEmpty ? "" : thread.Posts[^1].Body[..Math.Min(PreviewLength, thread.Posts[^1].Body.Length)],
        ["isLocked"] = thread.IsLocked,
    };

    internal static JsonObject Describe(ThreadState thread, PostState post) => new()
    {
        ["@odata.etag"] = $"W/\"{ChangeKey(post)}\"",
        ["id"] = post.Id,
        ["createdDateTime"] = Text(post.Received),
        ["lastModifiedDateTime"] = Text(post.Received),
        ["changeKey"] = ChangeKey(post),
        ["categories"] = new JsonArray(),
        ["receivedDateTime"] = Text(post.Received),
        ["hasAttachments"] = post.Attachments.Any(static a => !a.IsInline),
        ["body"] = new JsonObject { ["contentType"] = "html", ["content"] = post.Body },
        ["from"] = Address(post.From),
        ["sender"] = Address(post.From),
        ["conversationThreadId"] = thread.Id,
        ["conversationId"] = thread.ConversationId,
    };

    internal static JsonObject Describe(PostState post, SimulatedAttachment attachment)
    {
        var json = new JsonObject
        {
            ["@odata.type"] = attachment.Item is not null ? "#microsoft.graph.itemAttachment" : attachment.Url is not null ? "#microsoft.graph.referenceAttachment" : "#microsoft.graph.fileAttachment",
            ["id"] = AttachmentId(post, attachment),
            ["name"] = attachment.Name,
            ["contentType"] = attachment.ContentType,
            ["size"] = attachment.Value.Length,
            ["isInline"] = attachment.IsInline,
            ["lastModifiedDateTime"] = Text(post.Received),
        };
        return json;
    }

    internal static string AttachmentId(PostState post, SimulatedAttachment attachment) => $"{post.Id}-{attachment.Number.ToString(CultureInfo.InvariantCulture)}";

    private static JsonObject Address(string address) => new() { ["emailAddress"] = new JsonObject { ["name"] = address.Split('@')[0], ["address"] = address } };

    private static string ChangeKey(PostState post) => post.Id[..12];

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private PostState NewPost(string from, string body, IEnumerable<SimulatedAttachment> attachments) =>
        new(NewId("post"), from, body, _time.GetUtcNow(), [.. attachments.Select(static (a, i) => a with { Number = i })]);

    private void Change(string thread, Func<ThreadState, ThreadState> change) =>
        _threads = _threads.SetItem(thread, change(_threads.GetValueOrDefault(thread) ?? throw GraphException.ItemNotFound()));

    private string NewId(string what) =>
        "AAQk" + Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_group}/{what}/{++_number}")))) + "=";
}
