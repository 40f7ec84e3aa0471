using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Finds out which folders there are, which changed and which are gone.</summary>
internal sealed class FolderRound(OutlookContext context)
{
    private readonly FolderParser _parser = new(context.Requests.ParentOfParentless);
    private readonly Dictionary<string, ItemVersion> _held = new(StringComparer.Ordinal);

    public async Task<FolderRoundResult> RunAsync(CancellationToken cancellationToken)
    {
        FolderRoot root = await FindRootAsync(cancellationToken).ConfigureAwait(false);
        var tree = new FolderTree(context, root);
        await LoadHeldAsync(cancellationToken).ConfigureAwait(false);
        string? token = await FillAsync(tree, root, cancellationToken).ConfigureAwait(false);
        if (root.Item is not null)
            tree.Set(root.Item);
        return new FolderRoundResult(tree, FindChanged(tree), [.. _held.Keys.Where(id => !tree.Contains(id))], token);
    }

    private async Task<FolderRoot> FindRootAsync(CancellationToken cancellationToken)
    {
        try
        {
            return context.Requests.RootOf(await context.Graph.GetJsonAsync(context.Requests.Home(), _parser.ParseOne, cancellationToken).ConfigureAwait(false));
        }
        catch (GraphStatusException e) when (e.MeansNotFound)
        {
            throw OutlookErrors.Absent(e);
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
    private async Task<string?> FillAsync(FolderTree tree, FolderRoot root, CancellationToken cancellationToken)
    {
        if (context.Requests.FolderDelta()?.Uri is not { } fresh)
        {
            await ListAsync(tree, root, cancellationToken).ConfigureAwait(false);
            return null;
        }

        Uri? link = await context.FindLinkAsync(context.FoldersState, cancellationToken).ConfigureAwait(false);
        try
        {
            return link is null
                ? await FullAsync(tree, fresh, cancellationToken).ConfigureAwait(false)
                : await IncrementalAsync(tree, link, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.MeansMailboxFull)
        {
            await ListAsync(tree, root, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (GraphStatusException e) when (e.MeansResync)
        {
            return await FullAsync(tree, context.Graph.Endpoint.Restart(e.Location, fresh), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<string?> FullAsync(FolderTree tree, Uri start, CancellationToken cancellationToken)
    {
        tree.Clear();
        string? token = await ApplyAsync(start, f => Apply(tree, f), cancellationToken).ConfigureAwait(false);
        await ConfirmAsync(tree, [.. _held.Keys.Where(id => !tree.Contains(id))], cancellationToken).ConfigureAwait(false);
        return token;
    }

    private async Task<string?> IncrementalAsync(FolderTree tree, Uri link, CancellationToken cancellationToken)
    {
        foreach (ItemVersion folder in _held.Values)
            tree.Set(FolderItem.Held(folder));
        var removed = new HashSet<string>(StringComparer.Ordinal);
        string? token = await ApplyAsync(link, f => ApplyOrDoubt(tree, f, removed), cancellationToken).ConfigureAwait(false);
        // Those below a vanished folder are not always told of.
        for (IReadOnlyCollection<string> doubtful = removed; doubtful.Count > 0; doubtful = FindOrphans(tree))
            await ConfirmAsync(tree, doubtful, cancellationToken).ConfigureAwait(false);
        return token;
    }

    private async Task<string?> ApplyAsync(Uri start, Action<FolderRecord> apply, CancellationToken cancellationToken)
    {
        string? token = null;
        var pages = new DeltaPageParser<FolderRecord>(_parser.Parse);
        await foreach (DeltaPage<FolderRecord> page in ReadPagesAsync(pages, start, cancellationToken).ConfigureAwait(false))
        {
            foreach (FolderRecord folder in page.Items)
                apply(folder);
            token = page.DeltaLink ?? token;
        }

        return token;
    }

    private IAsyncEnumerable<DeltaPage<FolderRecord>> ReadPagesAsync(DeltaPageParser<FolderRecord> pages, Uri start, CancellationToken cancellationToken) =>
        DeltaPager.ReadAsync((uri, token) => context.Graph.GetJsonAsync(context.Requests.Link(uri), pages.Parse, token), context.Graph.Endpoint, start, cancellationToken);

    private static void Apply(FolderTree tree, FolderRecord folder)
    {
        if (folder.IsRemoved)
            tree.Remove(folder.Id);
        else
            tree.Set(folder);
    }

    private static void ApplyOrDoubt(FolderTree tree, FolderRecord folder, HashSet<string> removed)
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
    private static async Task ConfirmAsync(FolderTree tree, IReadOnlyCollection<string> doubtful, CancellationToken cancellationToken)
    {
        foreach (string id in doubtful)
        {
            tree.Remove(id);
            if (await tree.FetchAsync(id, cancellationToken).ConfigureAwait(false) is { } folder && IsInside(tree, folder))
                tree.Set(folder);
        }
    }

    private static bool IsInside(FolderTree tree, FolderRecord folder) => folder.ParentId == tree.RootId || (folder.ParentId is not null && tree.Contains(folder.ParentId));

    private static List<string> FindOrphans(FolderTree tree) =>
        [.. tree.Folders.Where(f => f.ParentId is not null && !IsInside(tree, f)).Select(f => f.Id)];

    // The plain listing needs no state in the mailbox.
    private async Task ListAsync(FolderTree tree, FolderRoot root, CancellationToken cancellationToken)
    {
        tree.Clear();
        var pages = new DeltaPageParser<FolderRecord>(_parser.Parse);
        var pending = new Queue<string?>(root.Item is null ? [null] : [null, root.Item.Id]);
        while (pending.TryDequeue(out string? parent))
        {
            if (context.Requests.ChildFolders(parent)?.Uri is not { } first)
                continue;
            await foreach (DeltaPage<FolderRecord> page in ReadPagesAsync(pages, first, cancellationToken).ConfigureAwait(false))
            {
                foreach (FolderRecord folder in page.Items.Where(root.IsOwn))
                {
                    tree.Set(folder);
                    pending.Enqueue(folder.Id);
                }
            }
        }

        await ConfirmAsync(tree, [.. _held.Keys.Where(id => !tree.Contains(id))], cancellationToken).ConfigureAwait(false);
    }

    private List<FolderRecord> FindChanged(FolderTree tree)
    {
        IEnumerable<FolderRecord> told = tree.Folders.Where(f => !f.Properties.IsEmpty);
        return ParentsFirst(tree, told.Where(f => !IsHeld(tree, f)));
    }

    private bool IsHeld(FolderTree tree, FolderRecord folder)
    {
        if (!_held.TryGetValue(folder.Id, out ItemVersion? held))
            return false;
        ItemVersion now = FolderItem.Of(folder, tree.KeyOf(folder.ParentId));
        return held.VersionTag == now.VersionTag && held.ParentKey == now.ParentKey;
    }

    private static List<FolderRecord> ParentsFirst(FolderTree tree, IEnumerable<FolderRecord> folders)
    {
        ILookup<string?, FolderRecord> byParent = folders.ToLookup(f => tree.KeyOf(f.ParentId));
        HashSet<string> own = byParent.SelectMany(g => g).Select(f => f.Id).ToHashSet(StringComparer.Ordinal);
        var ordered = new List<FolderRecord>(own.Count);
        var pending = new Queue<FolderRecord>(byParent.Where(g => g.Key is null || !own.Contains(g.Key)).SelectMany(g => g));
        while (pending.TryDequeue(out FolderRecord? folder))
        {
            ordered.Add(folder);
            foreach (FolderRecord child in byParent[folder.Id])
                pending.Enqueue(child);
        }

        return ordered;
    }
}
