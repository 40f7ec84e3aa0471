using System.Text;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// The messages of a channel and the replies to them. The first round is a plain list, since a delta reaches back eight months only; a token is taken before it, so that nothing that
/// happens meanwhile is lost. Authors' deletions come as messages without text. What a retention policy takes away no delta tells of: the next list finds it.
/// https://learn.microsoft.com/graph/api/chatmessage-delta.
/// </summary>
internal sealed class ChannelMessages(TeamContext context, string channel, TimeProvider time)
{
    private const int RemovalsAtOnce = 500;

    // The filter goes by the service's clock. What changed in these days is told twice in a first round, and fetched once.
    private static readonly TimeSpan Overlap = TimeSpan.FromDays(7);

    private readonly RecentlyTold _told = new();
    private readonly Posts _posts = new(context);

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await RetryGapsAsync(cancellationToken).ConfigureAwait(false);
        Uri? link = await context.FindLinkAsync(channel, cancellationToken).ConfigureAwait(false);
        if (link is null || !await TryFollowAsync(link, cancellationToken).ConfigureAwait(false))
            await ReadAllAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <returns>False when the token is worth nothing any more.</returns>
    private async Task<bool> TryFollowAsync(Uri link, CancellationToken cancellationToken)
    {
        try
        {
            string? token = await RunAsync(link, null, cancellationToken).ConfigureAwait(false);
            await KeepAsync(token, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (GraphStatusException e) when (e.MeansResync)
        {
            return false;
        }
    }

    private async Task ReadAllAsync(CancellationToken cancellationToken)
    {
        GraphRequest recent = context.Requests.MessageDelta(channel, time.GetUtcNow() - Overlap);
        string? token = await RunAsync(recent.Uri, null, cancellationToken).ConfigureAwait(false);
        IdSet? seen = context.History.IsEmpty ? null : new IdSet();
        await RunAsync(context.Requests.MessageList(channel).Uri, seen, cancellationToken).ConfigureAwait(false);
        if (seen is not null)
            await RemoveUnseenAsync(seen, cancellationToken).ConfigureAwait(false);
        await KeepAsync(token, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask KeepAsync(string? token, CancellationToken cancellationToken) => token is null
        ? ValueTask.CompletedTask
        : context.Output.WriteAsync(new SourceChange.State(TeamContext.StateOf(channel), Encoding.UTF8.GetBytes(token)), cancellationToken);

    /// <returns>The token at the round's end, if it has one.</returns>
    private async Task<string?> RunAsync(Uri start, IdSet? seen, CancellationToken cancellationToken)
    {
        string? token = null;
        var parser = new DeltaPageParser<ChatMessageRecord>(new ChatMessageParser().Parse);
        IAsyncEnumerable<DeltaPage<ChatMessageRecord>> pages = DeltaPager.ReadAsync(
            (uri, cancel) => context.Graph.GetJsonAsync(context.Requests.Link(uri), parser.Parse, cancel), context.Graph.Endpoint, start, cancellationToken);
        await foreach (DeltaPage<ChatMessageRecord> page in pages.ConfigureAwait(false))
        {
            var changes = new List<SourceChange>();
            foreach (ChatMessageRecord root in page.Items)
                await AddChainAsync(root, changes, seen, cancellationToken).ConfigureAwait(false);
            await context.Output.WriteAsync(changes, cancellationToken).ConfigureAwait(false);
            token = page.DeltaLink ?? token;
        }

        return token;
    }

    private async Task AddChainAsync(ChatMessageRecord root, List<SourceChange> changes, IdSet? seen, CancellationToken cancellationToken)
    {
        var key = new PostKey(channel, root.Id, null);
        if (root.IsRemoved)
        {
            await AddDoubtfulAsync(key, changes, cancellationToken).ConfigureAwait(false);
            return;
        }

        await AddAsync(key, root, changes, seen, cancellationToken).ConfigureAwait(false);
        foreach (ChatMessageRecord reply in root.Replies)
            await AddAsync(key with { Reply = reply.Id }, reply, changes, seen, cancellationToken).ConfigureAwait(false);
        if (root.MoreReplies is null)
            return;
        var parser = new DeltaPageParser<ChatMessageRecord>(new ChatMessageParser().Parse);
        IAsyncEnumerable<DeltaPage<ChatMessageRecord>> pages = DeltaPager.ReadAsync(
            (uri, cancel) => context.Graph.GetJsonAsync(context.Requests.Link(uri), parser.Parse, cancel), context.Graph.Endpoint, context.Graph.Endpoint.Follow(root.MoreReplies), cancellationToken);
        await foreach (ChatMessageRecord reply in pages.SelectMany(static p => p.Items).ConfigureAwait(false))
            await AddAsync(key with { Reply = reply.Id }, reply, changes, seen, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask AddAsync(PostKey key, ChatMessageRecord told, List<SourceChange> changes, IdSet? seen, CancellationToken cancellationToken)
    {
        ItemVersion version = Posts.Version(key, told);
        seen?.Add(version.Key);
        Telling telling = _told.Note(version.Key, version);
        if (telling == Telling.Repeated)
            return;
        ItemVersion? held = telling == Telling.Other ? null : await context.History.FindItemAsync(version.Key, cancellationToken).ConfigureAwait(false);
        if (held?.Content is null || held.VersionTag != version.VersionTag || held.ParentKey != version.ParentKey)
            changes.Add(_posts.Changed(key, told, version));
    }

    /// <summary>A removal is believed after a look.</summary>
    private async Task AddDoubtfulAsync(PostKey key, List<SourceChange> changes, CancellationToken cancellationToken)
    {
        if (await _posts.FindAsync(key, cancellationToken).ConfigureAwait(false) is { } found)
        {
            await AddAsync(key, found, changes, null, cancellationToken).ConfigureAwait(false);
            return;
        }

        changes.Add(new SourceChange.Removal(key.ToString()));
        string replies = key + "/";
        await foreach (ItemVersion held in context.History.ListChildrenAsync(channel, cancellationToken).ConfigureAwait(false))
        {
            if (held.Key.StartsWith(replies, StringComparison.Ordinal))
                changes.Add(new SourceChange.Removal(held.Key));
        }
    }

    private async Task RemoveUnseenAsync(IdSet seen, CancellationToken cancellationToken)
    {
        var batch = new List<SourceChange>();
        await foreach (ItemVersion held in context.History.ListChildrenAsync(channel, cancellationToken).ConfigureAwait(false))
        {
            if (held.Kind == ItemKind.Post && !seen.Contains(held.Key))
                batch.Add(new SourceChange.Removal(held.Key));
            if (batch.Count < RemovalsAtOnce)
                continue;
            await context.Output.WriteAsync([.. batch], cancellationToken).ConfigureAwait(false);
            batch.Clear();
        }

        await context.Output.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Before the round, so that what the round says of the same message has the last word.</summary>
    private async Task RetryGapsAsync(CancellationToken cancellationToken)
    {
        foreach (string text in context.History.PendingGaps.Select(g => g.ItemKey).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (PostKey.Parse(text) is not { } key || key.Channel != channel)
                continue;
            ChatMessageRecord? found = await _posts.FindAsync(key, cancellationToken).ConfigureAwait(false);
            SourceChange change = found is null ? new SourceChange.Removal(text) : _posts.Changed(key, found, Posts.Version(key, found));
            await context.Output.WriteAsync(change, cancellationToken).ConfigureAwait(false);
        }
    }
}
