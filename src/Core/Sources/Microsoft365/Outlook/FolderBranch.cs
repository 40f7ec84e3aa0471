using System.Text;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Folders beside the tree that no delta tells of (recoverable items: deletions, purges, versions, holds). Whether they can be read is up to the service: when
/// they cannot, that is a gap of theirs, and what is held of them stays; when they are not there, there is nothing to hold.
/// </summary>
internal sealed class FolderBranch(OutlookContext context, string name, IReadOnlyDictionary<string, ItemVersion> held)
{
    private readonly FolderParser _parser = new();

    public async Task AddAsync(FolderTree tree, CancellationToken cancellationToken)
    {
        try
        {
            List<FolderRecord> found = await ListAsync(tree, cancellationToken).ConfigureAwait(false);
            found.ForEach(tree.Set);
            await TellReadableAsync(found[0].Id, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.MeansNotFound && !OutlookErrors.MeansAbsent(e))
        {
            // Not there: nothing to hold.
        }
        catch (GraphStatusException e) when ((int)e.Status is 400 or 403)
        {
            GapReason reason = (int)e.Status == 403 ? GapReason.PermissionMissing : GapReason.NotSupported;
            await KeepAsync(tree, reason, $"The service does not show the recoverable items (HTTP {(int)e.Status} {e.Error.Code}).", cancellationToken).ConfigureAwait(false);
        }
        catch (SourceException e) when (GraphErrors.CostsOneItem(e))
        {
            await KeepAsync(tree, GapReason.SourceError, e.Message, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Keys of the branch's folders that are held.</summary>
    public async Task<IReadOnlyList<string>> ListHeldAsync(CancellationToken cancellationToken)
    {
        var found = new List<string>();
        if (await FindHeldAsync(cancellationToken).ConfigureAwait(false) is not { } top)
            return found;
        ILookup<string?, ItemVersion> byParent = held.Values.ToLookup(f => f.ParentKey);
        found.Add(top.Key);
        for (var i = 0; i < found.Count; i++)
            found.AddRange(byParent[found[i]].Select(f => f.Key));
        return found;
    }

    private async Task<List<FolderRecord>> ListAsync(FolderTree tree, CancellationToken cancellationToken)
    {
        if (await FindHeldAsync(cancellationToken).ConfigureAwait(false) is { } known && await TryListAsync(FolderItem.Held(known), tree, cancellationToken).ConfigureAwait(false) is { } listed)
            return listed;
        FolderRecord top = await context.Graph.GetJsonAsync(context.Requests.Folder(name), _parser.ParseOne, cancellationToken).ConfigureAwait(false);
        return await ListAsync(top, tree, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The top of the branch as it is held, which need not be looked at: nobody can rename it.</summary>
    private async Task<ItemVersion?> FindHeldAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? known = await context.History.FindStateAsync(context.BranchState(name), cancellationToken).ConfigureAwait(false);
        return known is { } text ? held.GetValueOrDefault(Encoding.UTF8.GetString(text.Span)) : null;
    }

    private async Task<List<FolderRecord>?> TryListAsync(FolderRecord top, FolderTree tree, CancellationToken cancellationToken)
    {
        try
        {
            return await ListAsync(top, tree, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.MeansNotFound)
        {
            return null;
        }
    }

    private async Task<List<FolderRecord>> ListAsync(FolderRecord top, FolderTree tree, CancellationToken cancellationToken)
    {
        var found = new List<FolderRecord> { top with { ParentId = tree.RootId } };
        var pages = new DeltaPageParser<FolderRecord>(_parser.Parse);
        for (var i = 0; i < found.Count; i++)
        {
            Uri? first = found[i].MayHaveChildren ? context.Requests.ChildFolders(found[i].Id)?.Uri : null;
            if (first is null)
                continue;
            await foreach (DeltaPage<FolderRecord> page in DeltaPager.ReadAsync(
                (uri, token) => context.Graph.GetJsonAsync(context.Requests.Link(uri), pages.Parse, token), context.Graph.Endpoint, first, cancellationToken).ConfigureAwait(false))
                found.AddRange(page.Items.Where(f => !f.IsSearchFolder));
        }

        return found;
    }

    private async Task TellReadableAsync(string id, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? known = await context.History.FindStateAsync(context.BranchState(name), cancellationToken).ConfigureAwait(false);
        if (known is not { } text || Encoding.UTF8.GetString(text.Span) != id)
            await context.Output.WriteAsync(OutlookContext.Keep(context.BranchState(name), id), cancellationToken).ConfigureAwait(false);
        // It was a gap and is none any more.
        if (context.History.PendingGaps.Any(g => g.ItemKey == name))
            await context.Output.WriteAsync(new SourceChange.Removal(name), cancellationToken).ConfigureAwait(false);
    }

    private async Task KeepAsync(FolderTree tree, GapReason reason, string message, CancellationToken cancellationToken)
    {
        await context.Output.WriteAsync(new SourceChange.Missing(name, "Recoverable Items", reason, message), cancellationToken).ConfigureAwait(false);
        foreach (string id in await ListHeldAsync(cancellationToken).ConfigureAwait(false))
        {
            tree.Set(FolderItem.Held(held[id]));
            tree.Unreadable.Add(id);
        }
    }
}
