using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>A channel of a team: messages with their replies, tabs, members. Members may be called from any thread at any time.</summary>
public sealed class SimulatedChannel
{
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly List<long> _log = [];
    private ImmutableSortedDictionary<long, ChannelMessageState> _messages = ImmutableSortedDictionary<long, ChannelMessageState>.Empty;
    private ImmutableList<JsonObject> _tabs = [];
    private JsonObject _json;
    private long _newest;
    private int _tabNumber;

    internal SimulatedChannel(string team, string name, string membershipType, TimeProvider time)
    {
        _time = time;
        Team = team;
        MembershipType = membershipType;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{team}/{name}/{membershipType}/{time.GetTimestamp()}"));
        Guid = new Guid(hash.AsSpan(0, 16));
        Id = $"19:{Guid:N}@thread.tacv2";
        Members = new SimulatedMembers(Id);
        _json = new JsonObject
        {
            ["id"] = Id,
            ["createdDateTime"] = Text(time.GetUtcNow()),
            ["displayName"] = name,
            ["description"] = null,
            ["isFavoriteByDefault"] = null,
            ["email"] = "",
            ["webUrl"] = $"https://teams.microsoft.com/l/channel/{Uri.EscapeDataString(Id)}/{Uri.EscapeDataString(name)}?groupId={team}",
            ["membershipType"] = membershipType,
            ["isArchived"] = false,
        };
    }

    public string Id { get; }

    public string Team { get; }

    /// <summary>standard, private or shared.</summary>
    public string MembershipType { get; }

    /// <summary>Who may see a private or shared channel.</summary>
    public SimulatedMembers Members { get; }

    internal Guid Guid { get; }

    internal int Epoch { get; private set; }

    internal JsonObject Json
    {
        get
        {
            lock (_lock)
                return (JsonObject)_json.DeepClone();
        }
    }

    public string DisplayName => (string)Json["displayName"]!;

    internal ImmutableSortedDictionary<long, ChannelMessageState> Messages
    {
        get
        {
            lock (_lock)
                return _messages;
        }
    }

    internal ImmutableList<JsonObject> Tabs
    {
        get
        {
            lock (_lock)
                return _tabs;
        }
    }

    public void Rename(string name) => Set("displayName", name);

    public void Describe(string? description) => Set("description", description);

    private void Set(string property, string? value)
    {
        lock (_lock)
        {
            var json = (JsonObject)_json.DeepClone();
            json[property] = value;
            _json = json;
        }
    }

    /// <summary>Posts a message, or a reply to one; returns its id.</summary>
    public string Post(NewPost post, string? replyTo = null)
    {
        ArgumentNullException.ThrowIfNull(post);
        lock (_lock)
        {
            var now = Milliseconds(_time.GetUtcNow());
            _newest = Math.Max(_newest + 1, now.ToUnixTimeMilliseconds());
            var at = DateTimeOffset.FromUnixTimeMilliseconds(_newest);
            var root = replyTo is null ? 0 : Find(Parse(replyTo)).Root;
            ImmutableList<HostedContentState> pictures = [.. post.Pictures.Select((p, i) => new HostedContentState($"aWQ9eF8{_newest}-{i}", "image/png", p))];
            var body = post.Body + string.Concat(pictures.Select(p =>
                $"<img src=\"https://graph.microsoft.com/v1.0/teams/{Team}/channels/{Id}/messages/{(root == 0 ? "" : $"{root}/replies/")}{_newest}/hostedContents/{p.Id}/$value\">"));
            Set(new ChannelMessageState
            {
                Id = _newest,
                ReplyTo = root,
                From = post.From,
                Subject = root == 0 ? post.Subject : null,
                Body = body,
                Created = at,
                Modified = at,
                HostedContents = pictures,
                Attachments = [.. post.Attachments],
            });
            return _newest.ToString(CultureInfo.InvariantCulture);
        }
    }

    public void Edit(string id, string body) => Change(id, (m, now) => m with { Body = body, Edited = now, HostedContents = [] });

    /// <summary>Deletes a message as its author does: it stays, without its text.</summary>
    public void Delete(string id) => Change(id, static (m, now) => m with { Body = "", Deleted = now, HostedContents = [], Attachments = [], Reactions = [], Subject = null });

    public void React(string id, string type, string user) => Change(id, (m, now) => m with { Reactions = m.Reactions.Add(new ReactionState(type, user, now)) });

    /// <summary>Takes a message with its replies away for good, as a retention policy does. No delta tells of it.</summary>
    public void Purge(string id)
    {
        lock (_lock)
        {
            var root = Find(Parse(id)).Root;
            _messages = _messages.RemoveRange(_messages.Values.Where(m => m.Root == root).Select(static m => m.Id));
            _log.RemoveAll(l => l == root);
        }
    }

    /// <summary>Adds a tab; returns its id.</summary>
    public string AddTab(string name, string url, string app = "com.microsoft.teamspace.tab.web")
    {
        lock (_lock)
        {
            var id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{Id}/tab/{++_tabNumber}")).AsSpan(0, 16)).ToString("D");
            _tabs = _tabs.Add(new JsonObject
            {
                ["id"] = id,
                ["displayName"] = name,
                ["teamsApp"] = new JsonObject { ["id"] = app, ["displayName"] = "Website", ["distributionMethod"] = "store" },
                ["webUrl"] = $"https://teams.microsoft.com/l/entity/{id}",
                ["configuration"] = new JsonObject { ["entityId"] = id, ["contentUrl"] = url, ["removeUrl"] = null, ["websiteUrl"] = url },
            });
            return id;
        }
    }

    public void RenameTab(string id, string name) => PatchTab(id, name, null);

    internal void PatchTab(string id, string? name, JsonObject? configuration)
    {
        lock (_lock)
        {
            _tabs = [.. _tabs.Select(t =>
            {
                if ((string)t["id"]! != id)
                    return t;
                var changed = (JsonObject)t.DeepClone();
                changed["displayName"] = name ?? (string)t["displayName"]!;
                if (configuration is not null)
                    changed["configuration"] = configuration.DeepClone();
                return changed;
            })];
        }
    }

    public void RemoveTab(string id)
    {
        lock (_lock)
            _tabs = _tabs.RemoveAll(t => (string)t["id"]! == id);
    }

    public void ExpireDeltaTokens()
    {
        lock (_lock)
            Epoch++;
    }

    internal ChannelMessageState GetMessage(string id) => Messages.GetValueOrDefault(Parse(id)) ?? throw GraphException.MessageNotFound();

    /// <summary>Message chains that changed since a position of the log, each once; and those of a round without token that are told at all.</summary>
    internal DeltaPage<long> ReadLog(int position, int count, Func<long, bool>? isTold)
    {
        lock (_lock)
        {
            var told = new List<long>();
            for (; position < _log.Count && told.Count < count; position++)
            {
                var id = _log[position];
                if (_log.IndexOf(id, position + 1) < 0 && (isTold?.Invoke(id) ?? true))
                    told.Add(id);
            }

            return new DeltaPage<long>(told, position, position >= _log.Count);
        }
    }

    internal IReadOnlyList<ChannelMessageState> RepliesTo(long root) => [.. Messages.Values.Where(m => m.ReplyTo == root)];

    internal DateTimeOffset ChainModified(long root) => Messages.Values.Where(m => m.Root == root).Select(static m => m.Modified).DefaultIfEmpty().Max();

    internal JsonObject Describe(ChannelMessageState message) => new()
    {
        ["id"] = Text(message.Id),
        ["replyToId"] = message.ReplyTo == 0 ? null : Text(message.ReplyTo),
        ["etag"] = Text(message.Modified.ToUnixTimeMilliseconds()),
        ["messageType"] = "message",
        ["createdDateTime"] = Text(message.Created),
        ["lastModifiedDateTime"] = Text(message.Modified),
        ["lastEditedDateTime"] = message.Edited is { } edited ? Text(edited) : null,
        ["deletedDateTime"] = message.Deleted is { } deleted ? Text(deleted) : null,
        ["subject"] = message.Subject,
        ["summary"] = null,
        ["chatId"] = null,
        ["importance"] = "normal",
        ["locale"] = "en-us",
        ["webUrl"] = $"https://teams.microsoft.com/l/message/{Uri.EscapeDataString(Id)}/{message.Id}?groupId={Team}&parentMessageId={message.Root}",
        ["policyViolation"] = null,
        ["eventDetail"] = null,
        ["from"] = new JsonObject
        {
            ["application"] = null,
            ["device"] = null,
            ["user"] = new JsonObject { ["@odata.type"] = "#microsoft.graph.teamworkUserIdentity", ["id"] = message.From, ["displayName"] = message.From, ["userIdentityType"] = "aadUser" },
        },
        ["body"] = new JsonObject { ["contentType"] = "html", ["content"] = message.Body },
        ["channelIdentity"] = new JsonObject { ["teamId"] = Team, ["channelId"] = Id },
        ["attachments"] = new JsonArray([.. message.Attachments.Select(static a => a.DeepClone())]),
        ["mentions"] = new JsonArray(),
        ["reactions"] = new JsonArray([.. message.Reactions.Select(static r => new JsonObject
        {
            ["reactionType"] = r.Type,
            ["createdDateTime"] = Text(r.Created),
            ["user"] = new JsonObject { ["user"] = new JsonObject { ["id"] = r.UserId, ["userIdentityType"] = "aadUser" } },
        })]),
    };

    public ChannelSnapshot Snapshot()
    {
        lock (_lock)
        {
            return new ChannelSnapshot(
                Id,
                (JsonObject)_json.DeepClone(),
                FilesFolder(),
                [.. _tabs.Select(static t => (JsonObject)t.DeepClone())],
                MembershipType == "standard" ? [] : Members.List(),
                [.. _messages.Values.Select(m => new ChannelMessageTruth(
                    Text(m.Id), Text(m.Root), Describe(m), [.. m.HostedContents.Select(static h => new HostedContentTruth(h.Id, h.ContentType, h.Content))]))]);
        }
    }

    /// <summary>The folder of the team's site (of the channel's own for private and shared ones) that holds the channel's files.</summary>
    internal JsonObject FilesFolder() => new()
    {
        ["id"] = $"01{Guid:N}",
        ["name"] = (string)_json["displayName"]!,
        ["webUrl"] = $"https://contoso.sharepoint.example/sites/{Team}/{Guid:N}",
        ["parentReference"] = new JsonObject { ["driveId"] = $"b!{Guid:N}", ["driveType"] = "documentLibrary" },
        ["folder"] = new JsonObject { ["childCount"] = 0 },
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset Milliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    private static long Parse(string id) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw GraphException.MessageNotFound();

    private ChannelMessageState Find(long id) => _messages.GetValueOrDefault(id) ?? throw GraphException.MessageNotFound();

    private void Change(string id, Func<ChannelMessageState, DateTimeOffset, ChannelMessageState> change)
    {
        lock (_lock)
        {
            var held = Find(Parse(id));
            var now = Milliseconds(_time.GetUtcNow());
            // The etag counts milliseconds: no two states share one.
            now = now > held.Modified ? now : held.Modified.AddMilliseconds(1);
            Set(change(held, now) with { Modified = now });
        }
    }

    private void Set(ChannelMessageState message)
    {
        _messages = _messages.SetItem(message.Id, message);
        _log.Add(message.Root);
    }
}
