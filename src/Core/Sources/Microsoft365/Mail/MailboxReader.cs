using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Reads a mailbox: first its folders, then the messages, several folders side by side. Each folder's token is emitted behind its changes, so that work
/// that was done is kept when the rest fails.
/// </summary>
internal sealed class MailboxReader(GraphHttpClient graph, ProtectedObject user) : IObjectReader
{
    public IAsyncEnumerable<SourceChange> ReadAsync(IObjectHistory history, CancellationToken cancellationToken) =>
        ChangeStream.ReadAsync((output, token) => ProduceAsync(history, output, token), cancellationToken);

    private async Task ProduceAsync(IObjectHistory history, ChangeWriter output, CancellationToken cancellationToken)
    {
        try
        {
            await ReadMailboxAsync(new MailboxContext(graph, new MailRequests(graph.Endpoint, graph.Options, user.Id), history, output), cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e)
        {
            throw MailErrors.Typed(e);
        }
    }

    private static async Task ReadMailboxAsync(MailboxContext context, CancellationToken cancellationToken)
    {
        MailFolderRoundResult folders = await new MailFolderRound(context).RunAsync(cancellationToken).ConfigureAwait(false);
        using MailFolderTree tree = folders.Tree;
        var messages = new MailFolderMessages(context, tree);
        await EmitFoldersAsync(context, folders, messages, cancellationToken).ConfigureAwait(false);
        await RetryGapsAsync(context, tree, messages, cancellationToken).ConfigureAwait(false);
        await ReadMessagesAsync(context, tree, messages, cancellationToken).ConfigureAwait(false);
    }

    private static async Task EmitFoldersAsync(MailboxContext context, MailFolderRoundResult folders, MailFolderMessages messages, CancellationToken cancellationToken)
    {
        if (context.History.IsEmpty)
            await context.Output.WriteAsync(new SourceChange.Estimate(folders.Tree.Folders.Sum(f => f.TotalCount + 1)), cancellationToken).ConfigureAwait(false);
        await context.Output.WriteAsync([.. folders.Changed.Select(folders.Tree.Upsert)], cancellationToken).ConfigureAwait(false);
        foreach (string vanished in folders.Vanished)
            await messages.VanishAsync(vanished, cancellationToken).ConfigureAwait(false);
        if (folders.DeltaLink is not null)
            await context.Output.WriteAsync(MailboxContext.Keep(MailboxContext.FoldersState, folders.DeltaLink), cancellationToken).ConfigureAwait(false);
    }

    private static async Task RetryGapsAsync(MailboxContext context, MailFolderTree tree, MailFolderMessages messages, CancellationToken cancellationToken)
    {
        // A folder that failed keeps its old token and is simply read again.
        string[] ids = [.. context.History.PendingGaps.Select(g => g.ItemKey).OfType<string>().Where(id => !tree.Contains(id)).Distinct(StringComparer.Ordinal)];
        await messages.RetryAsync(ids, cancellationToken).ConfigureAwait(false);
    }

    private static async Task ReadMessagesAsync(MailboxContext context, MailFolderTree tree, MailFolderMessages messages, CancellationToken cancellationToken)
    {
        // The largest first, so that none of them is alone at the end. The root itself can hold messages too.
        List<MailFolderRecord> queue = [.. tree.Folders.OrderByDescending(f => f.TotalCount), new MailFolderRecord { Id = tree.RootId, Name = "Top of Information Store" }];
        var failures = new System.Collections.Concurrent.ConcurrentQueue<SourceException>();
        var limit = new ParallelOptions { MaxDegreeOfParallelism = context.Graph.Options.FoldersSideBySide, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(queue, limit, async (folder, token) =>
        {
            if (await TryReadAsync(context, messages, folder, token).ConfigureAwait(false) is { } failure)
                failures.Enqueue(failure);
        }).ConfigureAwait(false);
        // When nothing at all could be read, it is the mailbox that failed and not its folders.
        if (failures.Count == queue.Count)
            throw failures.First();
    }

    private static async Task<SourceException?> TryReadAsync(MailboxContext context, MailFolderMessages messages, MailFolderRecord folder, CancellationToken cancellationToken)
    {
        try
        {
            await messages.ReadAsync(folder.Id, cancellationToken).ConfigureAwait(false);
            await TellCuredAsync(context, folder, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (GraphStatusException e) when (MailErrors.Typed(e) is SourceException refused)
        {
            return await TellMissingAsync(context, folder, refused, cancellationToken).ConfigureAwait(false);
        }
        catch (SourceException e) when (GraphErrors.CostsOneItem(e))
        {
            return await TellMissingAsync(context, folder, e, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<SourceException> TellMissingAsync(MailboxContext context, MailFolderRecord folder, SourceException failure, CancellationToken cancellationToken)
    {
        await context.Output.WriteAsync(new SourceChange.Missing(folder.Id, folder.Name, failure.GapReason, failure.Message), cancellationToken).ConfigureAwait(false);
        return failure;
    }

    // The folder was a gap and is none any more: mentioning it says so.
    private static async Task TellCuredAsync(MailboxContext context, MailFolderRecord folder, CancellationToken cancellationToken)
    {
        if (context.History.PendingGaps.All(g => g.ItemKey != folder.Id))
            return;
        if (await context.History.FindItemAsync(folder.Id, cancellationToken).ConfigureAwait(false) is { } held)
            await context.Output.WriteAsync(new SourceChange.Upsert(held, null, null), cancellationToken).ConfigureAwait(false);
    }
}
