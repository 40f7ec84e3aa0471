using System.Text;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Finds out which folders there are, which changed and which are gone.</summary>
internal sealed class FolderRound(OutlookContext context)
{
    private const int MostListings = 5;

    private readonly FolderParser _parser = new(context.Requests.ParentOfParentless);
    private readonly Dictionary<string, ItemVersion> _held = new(StringComparer.Ordinal);
    private readonly HashSet<string> _heldInBranches = new(StringComparer.Ordinal);

    public async Task<FolderRoundResult> RunAsync(CancellationToken cancellationToken)
    {
        await LoadHeldAsync(cancellationToken).ConfigureAwait(false);
        Uri? link = await FindLinkAsync(cancellationToken).ConfigureAwait(false);
        FolderRoundResult? quick = link is null ? null : await TryRememberedAsync(link, cancellationToken).ConfigureAwait(false);
        return quick ?? await RunAsync(await FindRootAsync(cancellationToken).ConfigureAwait(false), (tree, root) => FillAsync(tree, root, link, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>With the root of last time, as long as the token stands: a mailbox without changes costs one request less. Null when the root is to be looked at.</summary>
    private async Task<FolderRoundResult?> TryRememberedAsync(Uri link, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? known = await context.History.FindStateAsync(context.RootState, cancellationToken).ConfigureAwait(false);
        if (known is not { } text || context.Requests.RootOf(Encoding.UTF8.GetString(text.Span)) is not { } remembered)
            return null;
        try
        {
            return await RunAsync(remembered, (tree, _) => IncrementalAsync(tree, link, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.MeansNotFound || e.MeansResync || e.MeansMailboxFull)
        {
            return null;
        }
    }

    private async Task<FolderRoundResult> RunAsync(FolderRoot root, Func<FolderTree, FolderRoot, Task<string?>> fill, CancellationToken cancellationToken)
    {
        root = root with { Excluded = await FindExcludedAsync(cancellationToken).ConfigureAwait(false) };
        var tree = new FolderTree(context, root);
        string? token = await fill(tree, root).ConfigureAwait(false);
        if (root.Item is not null)
            tree.Set(root.Item);
        await PruneAsync(tree, root, cancellationToken).ConfigureAwait(false);
        foreach (string branch in context.Requests.Branches)
            await new FolderBranch(context, branch, _held).AddAsync(tree, cancellationToken).ConfigureAwait(false);
        return new FolderRoundResult(tree, FindChanged(tree), [.. _held.Keys.Where(id => !tree.Contains(id))], token);
    }

    private async Task<FolderRoot> FindRootAsync(CancellationToken cancellationToken)
    {
        try
        {
            FolderRoot root = context.Requests.RootOf(await context.Graph.GetJsonAsync(context.Requests.Home(), _parser.ParseOne, cancellationToken).ConfigureAwait(false));
            if (context.Requests.RootOf(root.Id) is not null)
                await context.Output.WriteAsync(OutlookContext.Keep(context.RootState, root.Id), cancellationToken).ConfigureAwait(false);
            return root;
        }
        catch (GraphStatusException e) when (context.Requests.MeansNoHome(e))
        {
            throw context.Requests.Absent(e);
        }
    }

    private async Task<IReadOnlySet<string>> FindExcludedAsync(CancellationToken cancellationToken)
    {
        var excluded = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in context.Requests.Excluded)
        {
            try
            {
                excluded.Add((await context.Graph.GetJsonAsync(context.Requests.Folder(name), _parser.ParseOne, cancellationToken).ConfigureAwait(false)).Id);
            }
            catch (GraphStatusException e) when (e.MeansNotFound)
            {
                // Not every mailbox has every folder.
            }
        }

        return excluded;
    }

    /// <summary>Takes out what lies below excluded folders; and looks below new ones, which may come from there and whose own children no delta tells of.</summary>
    private async Task PruneAsync(FolderTree tree, FolderRoot root, CancellationToken cancellationToken)
    {
        if (root.Excluded.Count == 0)
            return;
        foreach (FolderRecord folder in tree.Folders.Where(f => !_held.ContainsKey(f.Id) && f.MayHaveChildren).ToList())
            await ListBelowAsync(tree, root, [folder.Id], cancellationToken).ConfigureAwait(false);
        for (List<string> below = [.. root.Excluded]; below.Count > 0;)
        {
            ILookup<string?, FolderRecord> byParent = tree.Folders.ToLookup(f => f.ParentId);
            below = [.. below.SelectMany(id => byParent[id]).Select(f => f.Id)];
            below.ForEach(tree.Remove);
        }
    }

    private async Task LoadHeldAsync(CancellationToken cancellationToken)
    {
        if (context.History.IsEmpty)
            return;
        await foreach (ItemVersion folder in context.History.ListItemsAsync(ItemKind.Folder, cancellationToken).ConfigureAwait(false))
            _held[folder.Key] = folder;
        foreach (string branch in context.Requests.Branches)
            _heldInBranches.UnionWith(await new FolderBranch(context, branch, _held).ListHeldAsync(cancellationToken).ConfigureAwait(false));
    }

    // Branches are no part of what delta or listings show: they are looked at on their own.
    private string[] NotSeen(FolderTree tree) => [.. _held.Keys.Where(id => !tree.Contains(id) && !_heldInBranches.Contains(id))];

    /// <returns>The delta link; null when there is none to keep.</returns>
    private async Task<string?> FillAsync(FolderTree tree, FolderRoot root, Uri? link, CancellationToken cancellationToken)
    {
        if (context.Requests.FolderDelta()?.Uri is not { } fresh)
        {
            await ListAsync(tree, root, cancellationToken).ConfigureAwait(false);
            return null;
        }

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
            return await RestartAsync(tree, root, context.Graph.Endpoint.Restart(e.Location, fresh), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<string?> RestartAsync(FolderTree tree, FolderRoot root, Uri start, CancellationToken cancellationToken)
    {
        try
        {
            return await FullAsync(tree, start, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.MeansResync)
        {
            await ListAsync(tree, root, cancellationToken).ConfigureAwait(false);
            return null;
        }
    }

    // A token of a time when other folders were excluded would never tell of those.
    private async Task<Uri?> FindLinkAsync(CancellationToken cancellationToken) =>
        context.Requests.FolderDelta() is not null && await HasSameExclusionsAsync(cancellationToken).ConfigureAwait(false)
            ? await context.FindLinkAsync(context.FoldersState, cancellationToken).ConfigureAwait(false)
            : null;

    private async Task<bool> HasSameExclusionsAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? stored = await context.History.FindStateAsync(context.ExcludedState, cancellationToken).ConfigureAwait(false);
        string now = string.Join(',', context.Requests.Excluded.Order(StringComparer.Ordinal));
        if (stored is { } text ? Encoding.UTF8.GetString(text.Span) == now : now.Length == 0)
            return true;
        await context.Output.WriteAsync(new SourceChange.State(context.ExcludedState, Encoding.UTF8.GetBytes(now)), cancellationToken).ConfigureAwait(false);
        return false;
    }

    private async Task<string?> FullAsync(FolderTree tree, Uri start, CancellationToken cancellationToken)
    {
        tree.Clear();
        string? token = await ApplyAsync(start, f => Apply(tree, f), cancellationToken).ConfigureAwait(false);
        await ConfirmAsync(tree, NotSeen(tree), cancellationToken).ConfigureAwait(false);
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

    // The plain listing needs no state in the mailbox. A folder that is moved meanwhile, from where was not looked yet to where was looked already, shows nowhere: only what was listed twice, or is what is held, is believed.
    private async Task ListAsync(FolderTree tree, FolderRoot root, CancellationToken cancellationToken)
    {
        HashSet<(string Id, string? Parent)> before = [.. _held.Values.Where(f => !_heldInBranches.Contains(f.Key)).Select(f => (f.Key, f.ParentKey))];
        for (var listings = 1; ; listings++)
        {
            tree.Clear();
            await ListBelowAsync(tree, root, root.Item is null ? [null] : [null, root.Item.Id], cancellationToken).ConfigureAwait(false);
            HashSet<(string Id, string? Parent)> now = [.. tree.Folders.Select(f => (f.Id, tree.KeyOf(f.ParentId)))];
            if (now.SetEquals(before) || listings == MostListings)
                break;
            before = now;
        }

        await ConfirmAsync(tree, NotSeen(tree), cancellationToken).ConfigureAwait(false);
    }

    private async Task ListBelowAsync(FolderTree tree, FolderRoot root, IEnumerable<string?> parents, CancellationToken cancellationToken)
    {
        var pages = new DeltaPageParser<FolderRecord>(_parser.Parse);
        var pending = new Queue<string?>(parents);
        while (pending.TryDequeue(out string? parent))
        {
            if (context.Requests.ChildFolders(parent)?.Uri is not { } first)
                continue;
            await foreach (DeltaPage<FolderRecord> page in ReadPagesAsync(pages, first, cancellationToken).ConfigureAwait(false))
            {
                foreach (FolderRecord folder in page.Items.Where(root.IsOwn))
                {
                    tree.Set(folder);
                    if (folder.MayHaveChildren)
                        pending.Enqueue(folder.Id);
                }
            }
        }
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
