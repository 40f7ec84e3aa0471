using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads one thread: opened only if something in it is not held as it is now.</summary>
internal sealed class ThreadReader(GroupContext context, ThreadRecord thread, ItemVersion? held)
{
    /// <summary>Reads it.</summary>
    /// <param name="opensAlways">True to open it when the marks of its posts were not told.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task ReadAsync(bool opensAlways, CancellationToken cancellationToken)
    {
        ItemVersion folder = Folder();
        bool isChanged = held?.VersionTag != folder.VersionTag;
        Dictionary<string, ItemVersion> posts = held is null ? [] : await context.ListHeldAsync(thread.Id, cancellationToken).ConfigureAwait(false);
        bool wasGap = context.History.PendingGaps.Any(g => g.ItemKey == thread.Id);
        if (!(thread.Marks is null ? isChanged || opensAlways : Differs(posts)) && !wasGap && !posts.Values.Any(IsGap))
        {
            if (isChanged)
                await context.Output.WriteAsync(new SourceChange.Upsert(folder, thread.Json, null), cancellationToken).ConfigureAwait(false);
            return;
        }

        await TryOpenAsync(folder, posts, cancellationToken).ConfigureAwait(false);
    }

    private ItemVersion Folder() => new()
    {
        Key = thread.Id,
        Kind = ItemKind.Folder,
        Name = thread.Topic,
        ModifiedAt = thread.LastDelivered,
        VersionTag = VersionTag.Of("", thread.Json).ToString(),
    };

    private bool IsGap(ItemVersion post) => context.History.PendingGaps.Any(g => g.ItemKey == post.Key);

    private bool Differs(Dictionary<string, ItemVersion> posts) =>
        posts.Count != thread.Marks!.Count
        || thread.Marks.Any(m => !posts.TryGetValue(m.Id, out ItemVersion? post) || post.Content is null || m.ChangeKey.Length == 0 || VersionTag.Parse(post.VersionTag).Content != m.ChangeKey);

    private async Task TryOpenAsync(ItemVersion folder, Dictionary<string, ItemVersion> posts, CancellationToken cancellationToken)
    {
        BackupException failure;
        try
        {
            await OpenAsync(folder, posts, cancellationToken).ConfigureAwait(false);
            return;
        }
        catch (GraphStatusException e) when (e.MeansNotFound)
        {
            // Deleted meanwhile: the next session does not find it any more.
            return;
        }
        catch (GraphStatusException e) when (GraphErrors.Typed(e, GroupRequests.Permission) is SourceException refused)
        {
            failure = refused;
        }
        catch (SourceException e) when (GraphErrors.CostsOneItem(e))
        {
            failure = e;
        }

        // The key and not the topic: a log must not hold content.
        var missing = new SourceChange.Missing(thread.Id, $"Thread {thread.Id}", ((SourceException)failure).GapReason, failure.Message);
        await context.Output.WriteAsync(missing, cancellationToken).ConfigureAwait(false);
    }

    private async Task OpenAsync(ItemVersion folder, Dictionary<string, ItemVersion> posts, CancellationToken cancellationToken)
    {
        var parser = new DeltaPageParser<PostRecord>(new PostParser().Parse);
        List<PostRecord> told = await DeltaPager.ReadAsync(
            (uri, token) => context.Graph.GetJsonAsync(context.Requests.Link(uri), parser.Parse, token), context.Graph.Endpoint, context.Requests.Posts(thread.Id).Uri, cancellationToken)
            .SelectMany(static p => p.Items).DistinctBy(static p => p.Id).ToListAsync(cancellationToken).ConfigureAwait(false);
        var changes = new List<SourceChange> { new SourceChange.Upsert(folder, thread.Json, null) };
        foreach (PostRecord post in told)
        {
            ItemVersion version = Version(post);
            bool isHeld = posts.Remove(post.Id, out ItemVersion? before) && before.Content is not null && before.VersionTag == version.VersionTag && !IsGap(before);
            if (!isHeld)
                changes.Add(Changed(post, version));
        }

        changes.AddRange(posts.Keys.Select(k => new SourceChange.Removal(k)));
        await context.Output.WriteAsync(changes, cancellationToken).ConfigureAwait(false);
    }

    private ItemVersion Version(PostRecord post) => new()
    {
        Key = post.Id,
        Kind = ItemKind.Post,
        ParentKey = thread.Id,
        Name = thread.Topic,
        CreatedAt = post.Created,
        ModifiedAt = post.Received,
        VersionTag = VersionTag.Of(post.ChangeKey, post.Json).ToString(),
        From = post.From,
        Flags = post.HasAttachments ? ItemFlags.HasAttachments : ItemFlags.None,
    };

    private SourceChange.Upsert Changed(PostRecord post, ItemVersion version)
    {
        ISourceContent content = post.HasAttachments
            ? new ComposedContent((tellMissing, token) => ComposeAsync(post, tellMissing, token), token => context.Graph.ExistsAsync(context.Requests.Post(thread.Id, post.Id), token))
            : new LiteralContent(post.Json);
        return new SourceChange.Upsert(version, null, content);
    }

    private async Task<IReadOnlyList<EmbeddedPart>> ComposeAsync(PostRecord post, Action<SourceItemException, string> tellMissing, CancellationToken cancellationToken)
    {
        var parts = new List<EmbeddedPart> { new(post.Json.AsMemory()[..^1]) };
        await new EmbeddedAttachments(context.Graph, context.Requests.Link).AddAsync(
            parts, context.Requests.Attachments(thread.Id, post.Id), id => context.Requests.AttachmentContent(thread.Id, post.Id, id), tellMissing, cancellationToken).ConfigureAwait(false);
        parts.Add(new EmbeddedPart("}"u8.ToArray()));
        return parts;
    }
}
