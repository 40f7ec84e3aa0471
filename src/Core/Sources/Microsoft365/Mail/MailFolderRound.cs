using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Finds out which folders there are, which changed and which are gone.</summary>
internal sealed class MailFolderRound(MailboxContext context)
{
    private readonly MailFolderParser _parser = new();
    private readonly Dictionary<string, ItemVersion> _held = new(StringComparer.Ordinal);

    public async Task<MailFolderRoundResult> RunAsync(CancellationToken cancellationToken)
    {
        var tree = new MailFolderTree(context, await FindRootAsync(cancellationToken).ConfigureAwait(false));
        await LoadHeldAsync(cancellationToken).ConfigureAwait(false);
        string? token = await FillAsync(tree, cancellationToken).ConfigureAwait(false);
        return new MailFolderRoundResult(tree, FindChanged(tree), [.. _held.Keys.Where(id => !tree.Contains(id))], token);
    }

    private async Task<string> FindRootAsync(CancellationToken cancellationToken)
    {
        try
        {
            MailFolderRecord root = await context.Graph.GetJsonAsync(context.Requests.RootFolder(), _parser.ParseOne, cancellationToken).ConfigureAwait(false);
            return root.Id;
        }
        catch (GraphStatusException e) when (e.MeansNotFound)
        {
            throw MailErrors.Absent(e);
        }
    }

    private async Task LoadHeldAsync(CancellationToken cancellationToken)
    {
        if (context.History.IsEmpty)
            return;
        await foreach (ItemVersion folder in context.History.ListItemsAsync(ItemKind.Folder, cancellationToken).ConfigureAwait(false))
            _held[folder.Key] = folder;
    }

    /// <returns>The delta link; null when there is none to keep.</returns>
    private async Task<string?> FillAsync(MailFolderTree tree, CancellationToken cancellationToken)
    {
        Uri? link = await context.FindLinkAsync(MailboxContext.FoldersState, cancellationToken).ConfigureAwait(false);
        Uri fresh = context.Requests.FolderDelta().Uri;
        try
        {
            return link is null
                ? await FullAsync(tree, fresh, cancellationToken).ConfigureAwait(false)
                : await IncrementalAsync(tree, link, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.MeansMailboxFull)
        {
            await ListAsync(tree, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (GraphStatusException e) when (e.MeansResync)
        {
            return await FullAsync(tree, context.Graph.Endpoint.Restart(e.Location, fresh), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<string?> FullAsync(MailFolderTree tree, Uri start, CancellationToken cancellationToken)
    {
        tree.Clear();
        string? token = await ApplyAsync(start, f => Apply(tree, f), cancellationToken).ConfigureAwait(false);
        await ConfirmAsync(tree, [.. _held.Keys.Where(id => !tree.Contains(id))], cancellationToken).ConfigureAwait(false);
        return token;
    }

    private async Task<string?> IncrementalAsync(MailFolderTree tree, Uri link, CancellationToken cancellationToken)
    {
        foreach (ItemVersion folder in _held.Values)
            tree.Set(MailItems.Held(folder));
        var removed = new HashSet<string>(StringComparer.Ordinal);
        string? token = await ApplyAsync(link, f => ApplyOrDoubt(tree, f, removed), cancellationToken).ConfigureAwait(false);
        // Those below a vanished folder are not always told of.
        for (IReadOnlyCollection<string> doubtful = removed; doubtful.Count > 0; doubtful = FindOrphans(tree))
            await ConfirmAsync(tree, doubtful, cancellationToken).ConfigureAwait(false);
        return token;
    }

    private async Task<string?> ApplyAsync(Uri start, Action<MailFolderRecord> apply, CancellationToken cancellationToken)
    {
        string? token = null;
        var pages = new DeltaPageParser<MailFolderRecord>(_parser.Parse);
        await foreach (DeltaPage<MailFolderRecord> page in ReadPagesAsync(pages, start, cancellationToken).ConfigureAwait(false))
        {
            foreach (MailFolderRecord folder in page.Items)
                apply(folder);
            token = page.DeltaLink ?? token;
        }

        return token;
    }

    private IAsyncEnumerable<DeltaPage<MailFolderRecord>> ReadPagesAsync(DeltaPageParser<MailFolderRecord> pages, Uri start, CancellationToken cancellationToken) =>
        DeltaPager.ReadAsync((uri, token) => context.Graph.GetJsonAsync(context.Requests.Link(uri), pages.Parse, token), context.Graph.Endpoint, start, cancellationToken);

    private static void Apply(MailFolderTree tree, MailFolderRecord folder)
    {
        if (folder.IsRemoved)
            tree.Remove(folder.Id);
        else
            tree.Set(folder);
    }

    private static void ApplyOrDoubt(MailFolderTree tree, MailFolderRecord folder, HashSet<string> removed)
    {
        if (folder.IsRemoved)
        {
            removed.Add(folder.Id);
            return;
        }

        removed.Remove(folder.Id);
        tree.Set(folder);
    }

    // A folder moved away and back may be told as removed only: believed after asking.
    private static async Task ConfirmAsync(MailFolderTree tree, IReadOnlyCollection<string> doubtful, CancellationToken cancellationToken)
    {
        foreach (string id in doubtful)
        {
            tree.Remove(id);
            if (await tree.FetchAsync(id, cancellationToken).ConfigureAwait(false) is { } folder && IsInside(tree, folder))
                tree.Set(folder);
        }
    }

    private static bool IsInside(MailFolderTree tree, MailFolderRecord folder) => folder.ParentId == tree.RootId || (folder.ParentId is not null && tree.Contains(folder.ParentId));

    private static List<string> FindOrphans(MailFolderTree tree) =>
        [.. tree.Folders.Where(f => f.ParentId is not null && !IsInside(tree, f)).Select(f => f.Id)];

    // The plain listing needs no state in the mailbox.
    private async Task ListAsync(MailFolderTree tree, CancellationToken cancellationToken)
    {
        tree.Clear();
        var pages = new DeltaPageParser<MailFolderRecord>(_parser.Parse);
        var pending = new Queue<string?>([null]);
        while (pending.TryDequeue(out string? parent))
        {
            await foreach (DeltaPage<MailFolderRecord> page in ReadPagesAsync(pages, context.Requests.ChildFolders(parent).Uri, cancellationToken).ConfigureAwait(false))
            {
                foreach (MailFolderRecord folder in page.Items.Where(f => !f.IsSearchFolder))
                {
                    tree.Set(folder);
                    pending.Enqueue(folder.Id);
                }
            }
        }

        await ConfirmAsync(tree, [.. _held.Keys.Where(id => !tree.Contains(id))], cancellationToken).ConfigureAwait(false);
    }

    private List<MailFolderRecord> FindChanged(MailFolderTree tree)
    {
        IEnumerable<MailFolderRecord> told = tree.Folders.Where(f => !f.Properties.IsEmpty);
        return ParentsFirst(tree, told.Where(f => !IsHeld(tree, f)));
    }

    private bool IsHeld(MailFolderTree tree, MailFolderRecord folder)
    {
        if (!_held.TryGetValue(folder.Id, out ItemVersion? held))
            return false;
        ItemVersion now = MailItems.Of(folder, tree.KeyOf(folder.ParentId));
        return held.VersionTag == now.VersionTag && held.ParentKey == now.ParentKey;
    }

    private static List<MailFolderRecord> ParentsFirst(MailFolderTree tree, IEnumerable<MailFolderRecord> folders)
    {
        ILookup<string?, MailFolderRecord> byParent = folders.ToLookup(f => tree.KeyOf(f.ParentId));
        HashSet<string> own = byParent.SelectMany(g => g).Select(f => f.Id).ToHashSet(StringComparer.Ordinal);
        var ordered = new List<MailFolderRecord>(own.Count);
        var pending = new Queue<MailFolderRecord>(byParent.Where(g => g.Key is null || !own.Contains(g.Key)).SelectMany(g => g));
        while (pending.TryDequeue(out MailFolderRecord? folder))
        {
            ordered.Add(folder);
            foreach (MailFolderRecord child in byParent[folder.Id])
                pending.Enqueue(child);
        }

        return ordered;
    }
}
