using System.Collections.Concurrent;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources.Microsoft365;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>
/// Reads one workload of an on-premises mailbox: first its folders, then the items in them, several folders side by side. The sync states that Exchange gives are the source state; each is emitted
/// behind the changes that it covers.
/// </summary>
internal sealed class MailboxReader(EwsClient ews, string mailbox, MailboxPart part, Func<ReadingContext, IExchangeItems> describe) : IObjectReader
{
    private static readonly HashSet<string> Nothing = [];

    public IAsyncEnumerable<SourceChange> ReadAsync(IObjectHistory history, CancellationToken cancellationToken) =>
        ChangeStream.ReadAsync((output, token) => ProduceAsync(new ReadingContext(ews, mailbox, part, history, output), token), cancellationToken);

    private async Task ProduceAsync(ReadingContext context, CancellationToken cancellationToken)
    {
        try
        {
            await ReadMailboxAsync(context, cancellationToken).ConfigureAwait(false);
        }
        catch (EwsException e)
        {
            throw EwsErrors.Typed(e, mailbox);
        }
    }

    private async Task ReadMailboxAsync(ReadingContext context, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, string> known = await FindWellKnownAsync(cancellationToken).ConfigureAwait(false);
        if (!known.TryGetValue(part.Root, out string? rootId))
            throw new WorkloadAbsentException("Mailbox.Absent", $"{mailbox} has no such mailbox here.", "Nothing to do, unless it should have one.");
        List<FolderHierarchy> trees = await ReadTreesAsync(context, known, cancellationToken).ConfigureAwait(false);
        HashSet<string> excluded = [.. part.Excluded.Select(n => known.GetValueOrDefault(n)).OfType<string>()];
        IEnumerable<FolderEntry> folders = trees.SelectMany(t => t.Entries.Values);
        // Its parent is the top of the store, which is no folder of either tree.
        if (part.Branch is { } branch && known.TryGetValue(branch, out string? branchId))
            folders = folders.Append(new FolderEntry(branchId, rootId, "Recoverable Items", "", "Folder", IsHidden: true));
        var plan = new FolderPlan(rootId, folders, excluded.Count == 0 ? Nothing : excluded, part);
        var items = new FolderItemsReader(context, plan, describe(context));
        await EmitFoldersAsync(context, plan, items, cancellationToken).ConfigureAwait(false);
        foreach (FolderHierarchy tree in trees)
            await context.Output.WriteAsync(tree.States, cancellationToken).ConfigureAwait(false);
        await items.RetryAsync(cancellationToken).ConfigureAwait(false);
        await ReadItemsAsync(context, plan, items, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ids of well-known folders, by name; those that are not there are left out.</summary>
    private async Task<IReadOnlyDictionary<string, string>> FindWellKnownAsync(CancellationToken cancellationToken)
    {
        string[] names = [.. part.Excluded.Append(part.Root).Concat(part.Branch is { } branch ? [branch] : []).Distinct()];
        IReadOnlyList<EwsAnswer> answers = await ews.SendAsync(mailbox, EwsRequests.GetFolders(names), names.Length, cancellationToken).ConfigureAwait(false);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, EwsAnswer answer) in names.Zip(answers))
        {
            if (answer is { IsError: false, Content: { } folder } && folder.Id("FolderId") is { } id)
                found[name] = id;
            else if (answer.IsError && new EwsException(answer.Code) is { MeansNotFound: false } refused)
                throw refused;
        }
        return found;
    }

    private async Task<List<FolderHierarchy>> ReadTreesAsync(ReadingContext context, IReadOnlyDictionary<string, string> known, CancellationToken cancellationToken)
    {
        var trees = new List<FolderHierarchy> { new(context, part.Root) };
        if (part.Branch is { } branch && known.ContainsKey(branch))
            trees.Add(new FolderHierarchy(context, branch));
        foreach (FolderHierarchy tree in trees)
            await tree.ReadAsync(cancellationToken).ConfigureAwait(false);
        return trees;
    }

    private static async Task EmitFoldersAsync(ReadingContext context, FolderPlan plan, FolderItemsReader items, CancellationToken cancellationToken)
    {
        if (context.History.IsEmpty)
            await context.Output.WriteAsync(new SourceChange.Estimate(plan.Folders.Sum(f => f.Count + 1)), cancellationToken).ConfigureAwait(false);
        var held = new Dictionary<string, ItemVersion>(StringComparer.Ordinal);
        if (!context.History.IsEmpty)
        {
            await foreach (ItemVersion folder in context.History.ListItemsAsync(ItemKind.Folder, cancellationToken).ConfigureAwait(false))
                held[folder.Key] = folder;
        }
        IEnumerable<SourceChange.Upsert> told = plan.Folders.Select(plan.Upsert);
        await context.Output.WriteAsync([.. told.Where(f => !IsHeld(held.GetValueOrDefault(f.Version.Key), f.Version))], cancellationToken).ConfigureAwait(false);
        foreach (string gone in held.Keys.Where(k => !plan.Contains(k)))
            await items.VanishAsync(gone, cancellationToken).ConfigureAwait(false);
    }

    private static bool IsHeld(ItemVersion? held, ItemVersion now) =>
        held is not null && held.ParentKey == now.ParentKey && held.Name == now.Name && held.Flags == now.Flags && held.VersionTag == now.VersionTag;

    private async Task ReadItemsAsync(ReadingContext context, FolderPlan plan, FolderItemsReader items, CancellationToken cancellationToken)
    {
        // The largest first, so that none of them is alone at the end.
        List<FolderEntry> queue = [.. plan.Folders.OrderByDescending(f => f.Count)];
        if (part.RootHoldsItems)
            queue.Add(new FolderEntry(plan.RootId, "", "Top of Information Store", "", "Folder", IsHidden: false));
        IReadOnlyCollection<SourceException> failures = await ForEachAsync(context, queue, items.ReadAsync, cancellationToken).ConfigureAwait(false);
        // An item that was moved meanwhile, from a folder that was not read yet into one that was, showed nowhere: asking the folders once more finds it.
        if (items.NeedsFollowing && failures.Count < queue.Count)
            await ForEachAsync(context, queue, items.FollowAsync, cancellationToken).ConfigureAwait(false);
        // When nothing at all could be read, it is the mailbox that failed and not its folders.
        if (queue.Count > 0 && failures.Count == queue.Count)
            throw failures.First();
    }

    private async Task<IReadOnlyCollection<SourceException>> ForEachAsync(
        ReadingContext context, List<FolderEntry> folders, Func<string, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        var failures = new ConcurrentQueue<SourceException>();
        var limit = new ParallelOptions { MaxDegreeOfParallelism = ews.Options.FoldersSideBySide, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(folders, limit, async (folder, token) =>
        {
            if (await TryAsync(folder, read, token).ConfigureAwait(false) is not { } failure)
                return;
            failures.Enqueue(failure);
            await context.Output.WriteAsync(new SourceChange.Missing(folder.Id, folder.Name, failure.GapReason, failure.Message), token).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return failures;
    }

    /// <summary>A folder that cannot be read costs that folder; what concerns the whole mailbox is thrown.</summary>
    private async Task<SourceException?> TryAsync(FolderEntry folder, Func<string, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        try
        {
            await read(folder.Id, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (EwsException e)
        {
            return EwsErrors.Typed(e, mailbox) as SourceException ?? throw EwsErrors.Typed(e, mailbox);
        }
        catch (SourceException e)
        {
            return e;
        }
    }
}
