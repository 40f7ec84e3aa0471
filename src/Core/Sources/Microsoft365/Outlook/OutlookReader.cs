using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Reads one workload of a mailbox: first its folders, then the items in them, several folders side by side. Each folder's token is emitted behind its changes, so that work
/// that was done is kept when the rest fails.
/// </summary>
internal sealed class OutlookReader<T>(GraphHttpClient graph, OutlookRequests requests, Func<OutlookContext, IOutlookItems<T>> describe) : IObjectReader
    where T : class, IOutlookItem
{
    public IAsyncEnumerable<SourceChange> ReadAsync(IObjectHistory history, CancellationToken cancellationToken) =>
        ChangeStream.ReadAsync((output, token) => ProduceAsync(history, output, token), cancellationToken);

    private async Task ProduceAsync(IObjectHistory history, ChangeWriter output, CancellationToken cancellationToken)
    {
        try
        {
            await ReadMailboxAsync(new OutlookContext(graph, requests, history, output), cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e)
        {
            throw OutlookErrors.Typed(e, requests.Permission);
        }
    }

    private async Task ReadMailboxAsync(OutlookContext context, CancellationToken cancellationToken)
    {
        FolderRoundResult folders = await new FolderRound(context).RunAsync(cancellationToken).ConfigureAwait(false);
        using FolderTree tree = folders.Tree;
        var items = new FolderItems<T>(context, tree, describe(context));
        await EmitFoldersAsync(context, folders, items, cancellationToken).ConfigureAwait(false);
        await RetryGapsAsync(context, tree, items, cancellationToken).ConfigureAwait(false);
        await ReadItemsAsync(context, tree, items, cancellationToken).ConfigureAwait(false);
    }

    private static async Task EmitFoldersAsync(OutlookContext context, FolderRoundResult folders, FolderItems<T> items, CancellationToken cancellationToken)
    {
        if (context.History.IsEmpty)
            await context.Output.WriteAsync(new SourceChange.Estimate(folders.Tree.Folders.Sum(f => f.TotalCount + 1)), cancellationToken).ConfigureAwait(false);
        await context.Output.WriteAsync([.. folders.Changed.Select(folders.Tree.Upsert)], cancellationToken).ConfigureAwait(false);
        foreach (string vanished in folders.Vanished)
            await items.VanishAsync(vanished, cancellationToken).ConfigureAwait(false);
        if (folders.DeltaLink is not null)
            await context.Output.WriteAsync(OutlookContext.Keep(context.FoldersState, folders.DeltaLink), cancellationToken).ConfigureAwait(false);
    }

    private static async Task RetryGapsAsync(OutlookContext context, FolderTree tree, FolderItems<T> items, CancellationToken cancellationToken)
    {
        // A folder that failed keeps its old token and is simply read again.
        string[] ids = [.. context.History.PendingGaps.Select(g => g.ItemKey).OfType<string>().Where(id => !tree.Contains(id) && !context.Requests.Branches.Contains(id)).Distinct(StringComparer.Ordinal)];
        await items.RetryAsync(ids, cancellationToken).ConfigureAwait(false);
    }

    private static async Task ReadItemsAsync(OutlookContext context, FolderTree tree, FolderItems<T> items, CancellationToken cancellationToken)
    {
        // The largest first, so that none of them is alone at the end. The root itself can hold messages too.
        List<FolderRecord> queue = [.. tree.Folders.Where(f => !tree.Unreadable.Contains(f.Id)).OrderByDescending(f => f.TotalCount)];
        if (tree.RootHoldsItems)
            queue.Add(new FolderRecord { Id = tree.RootId, Name = "Top of Information Store" });
        IReadOnlyCollection<SourceException> failures = await ForEachAsync(context, queue, items.ReadAsync, cancellationToken).ConfigureAwait(false);
        if (items.NeedsFollowing && failures.Count < queue.Count)
            await ForEachAsync(context, queue, items.FollowAsync, cancellationToken).ConfigureAwait(false);
        // When nothing at all could be read, it is the mailbox that failed and not its folders.
        if (queue.Count > 0 && failures.Count == queue.Count)
            throw failures.First();
    }

    private static async Task<IReadOnlyCollection<SourceException>> ForEachAsync(
        OutlookContext context, List<FolderRecord> folders, Func<string, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        var failures = new System.Collections.Concurrent.ConcurrentQueue<SourceException>();
        var limit = new ParallelOptions { MaxDegreeOfParallelism = context.Graph.Options.FoldersSideBySide, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(folders, limit, async (folder, token) =>
        {
            if (await TryReadAsync(context, read, folder, token).ConfigureAwait(false) is { } failure)
                failures.Enqueue(failure);
        }).ConfigureAwait(false);
        return failures;
    }

    private static async Task<SourceException?> TryReadAsync(OutlookContext context, Func<string, CancellationToken, Task> read, FolderRecord folder, CancellationToken cancellationToken)
    {
        try
        {
            await read(folder.Id, cancellationToken).ConfigureAwait(false);
            await TellCuredAsync(context, folder, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (GraphStatusException e) when (OutlookErrors.Typed(e, context.Requests.Permission) is SourceException refused)
        {
            return await TellMissingAsync(context, folder, refused, cancellationToken).ConfigureAwait(false);
        }
        catch (SourceException e) when (GraphErrors.CostsOneItem(e))
        {
            return await TellMissingAsync(context, folder, e, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<SourceException> TellMissingAsync(OutlookContext context, FolderRecord folder, SourceException failure, CancellationToken cancellationToken)
    {
        await context.Output.WriteAsync(new SourceChange.Missing(folder.Id, folder.Name, failure.GapReason, failure.Message), cancellationToken).ConfigureAwait(false);
        return failure;
    }

    // The folder was a gap and is none any more: mentioning it says so.
    private static async Task TellCuredAsync(OutlookContext context, FolderRecord folder, CancellationToken cancellationToken)
    {
        if (context.History.PendingGaps.All(g => g.ItemKey != folder.Id))
            return;
        if (await context.History.FindItemAsync(folder.Id, cancellationToken).ConfigureAwait(false) is { } held)
            await context.Output.WriteAsync(new SourceChange.Upsert(held, null, null), cancellationToken).ConfigureAwait(false);
    }
}
