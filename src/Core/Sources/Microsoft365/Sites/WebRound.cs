using System.Collections.Concurrent;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// One pass over a site or subsite: which libraries, lists and pages it has, each of them side by side, then its subsites. What is held and not listed any more is
/// gone. A collection that fails is a gap and costs the others nothing.
/// </summary>
/// <param name="context">The site.</param>
/// <param name="siteId">The site or subsite.</param>
/// <param name="webKey">The key of its folder; null for the site itself, whose parts have no parent.</param>
internal sealed class WebRound(SiteContext context, string siteId, string? webKey)
{
    private readonly FolderWriting _folders = new(context, siteId, webKey);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        List<SiteCollection> collections = await FindCollectionsAsync(cancellationToken).ConfigureAwait(false);
        List<SiteRecord> subsites = await context.ListAsync(context.Requests.Subsites(siteId), SiteRecord.Read, cancellationToken).ConfigureAwait(false);
        _seen.UnionWith(collections.Select(c => c.FolderKey).Concat(subsites.Select(KeyOf)));
        await RemoveUnlistedAsync(cancellationToken).ConfigureAwait(false);
        await ReadAllAsync(collections, cancellationToken).ConfigureAwait(false);
        foreach (SiteRecord subsite in subsites)
            await ReadSubsiteAsync(subsite, cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<SiteCollection>> FindCollectionsAsync(CancellationToken cancellationToken)
    {
        var libraries = new Libraries(context, _folders);
        List<LibraryRecord> drives = await libraries.ListAsync(siteId, cancellationToken).ConfigureAwait(false);
        List<ListRecord> all = await context.ListAsync(context.Requests.Lists(siteId), ListRecord.Read, cancellationToken).ConfigureAwait(false);
        ILookup<string, ListRecord> byAddress = all.ToLookup(l => AddressOf(l.WebUrl), StringComparer.OrdinalIgnoreCase);

        var found = new List<SiteCollection>();
        foreach (LibraryRecord drive in drives)
        {
            ListRecord? definition = drive.WebUrl.Length == 0 ? null : byAddress[AddressOf(drive.WebUrl)].FirstOrDefault();
            await AddAsync(found, CollectionItemKey.Library + drive.Id, drive.Name, () => libraries.OpenAsync(drive, definition, cancellationToken)).ConfigureAwait(false);
        }

        var lists = new Lists(context, siteId, _folders);
        HashSet<string> read = new(drives.Select(d => AddressOf(d.WebUrl)), StringComparer.OrdinalIgnoreCase);
        foreach (ListRecord list in all.Where(l => l.WebUrl.Length == 0 || !read.Contains(AddressOf(l.WebUrl))))
            await AddAsync(found, CollectionItemKey.List + list.Id, list.DisplayName, () => lists.OpenAsync(list, cancellationToken)).ConfigureAwait(false);
        await AddAsync(found, CollectionItemKey.Pages + siteId, "Pages", () => new Pages(context, siteId, _folders).OpenAsync(cancellationToken)).ConfigureAwait(false);
        return found;
    }

    /// <summary>A collection whose description cannot be read fails in its turn, like one whose items cannot; one that went meanwhile is left out.</summary>
    private static async Task AddAsync(List<SiteCollection> found, string key, string name, Func<Task<SiteCollection?>> open)
    {
        try
        {
            if (await open().ConfigureAwait(false) is { } collection)
                found.Add(collection);
        }
        catch (GraphStatusException e) when (e.MeansNotFound)
        {
        }
        catch (Exception e) when (FailureOf(e) is not null)
        {
            found.Add(new SiteCollection(key, name, (_, _, _) => Task.FromException(e)));
        }
    }

    private async Task ReadAllAsync(List<SiteCollection> collections, CancellationToken cancellationToken)
    {
        await context.Output.WriteAsync([.. collections.Select(c => c.Folder).OfType<SourceChange>()], cancellationToken).ConfigureAwait(false);
        var failures = new ConcurrentQueue<BackupException>();
        var limit = new ParallelOptions { MaxDegreeOfParallelism = context.Graph.Options.CollectionsSideBySide, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(collections, limit, async (collection, token) =>
        {
            if (await TryReadAsync(collection, token).ConfigureAwait(false) is { } failure)
                failures.Enqueue(failure);
        }).ConfigureAwait(false);
        // When nothing at all of the site could be read, it is the site that failed and not its parts.
        if (webKey is null && collections.Count > 0 && failures.Count == collections.Count)
            throw failures.First();
    }

    private async Task<BackupException?> TryReadAsync(SiteCollection collection, CancellationToken cancellationToken)
    {
        var keys = new CollectionKeys(collection.FolderKey);
        var history = new CollectionHistory(context.History, keys, collection.IsNew);
        try
        {
            await collection.ReadAsync(history, context.Output.Within(keys), cancellationToken).ConfigureAwait(false);
            await TellCuredAsync(collection.FolderKey, collection.Folder, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (GraphStatusException e) when (e.MeansNotFound)
        {
            // Removed since it was listed.
            await new CollectionRemoval(context).RunAsync(collection.FolderKey, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (FailureOf(e) is { } failure)
        {
            await TellMissingAsync(collection.FolderKey, collection.Name, failure, cancellationToken).ConfigureAwait(false);
            return failure;
        }
    }

    private async Task ReadSubsiteAsync(SiteRecord subsite, CancellationToken cancellationToken)
    {
        string key = KeyOf(subsite);
        ItemVersion? held = await context.History.FindItemAsync(key, cancellationToken).ConfigureAwait(false);
        var description = new FolderDescription(key, subsite.DisplayName, subsite.Json) { Created = subsite.Created };
        SourceChange.Upsert? folder = await _folders.CompareAsync(description, held, cancellationToken).ConfigureAwait(false);
        if (folder is not null)
            await context.Output.WriteAsync(folder, cancellationToken).ConfigureAwait(false);
        try
        {
            await new WebRound(context, subsite.Id, key).RunAsync(cancellationToken).ConfigureAwait(false);
            await TellCuredAsync(key, folder, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.MeansNotFound)
        {
            await new CollectionRemoval(context).RunAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (FailureOf(e) is { } failure)
        {
            await TellMissingAsync(key, subsite.DisplayName, failure, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RemoveUnlistedAsync(CancellationToken cancellationToken)
    {
        var gone = new List<string>();
        await foreach (ItemVersion held in context.History.ListChildrenAsync(webKey, cancellationToken).ConfigureAwait(false))
        {
            if (!_seen.Contains(held.Key))
                gone.Add(held.Key);
        }

        // Pages that could not be listed, of a site that has none: a gap is all that is held of them.
        string pages = CollectionItemKey.Pages + siteId;
        if (!_seen.Contains(pages) && !gone.Contains(pages) && context.History.PendingGaps.Any(g => g.ItemKey == pages))
            gone.Add(pages);
        foreach (string key in gone)
            await new CollectionRemoval(context).RunAsync(key, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What costs the collection and not the site: a definite refusal, or one request that kept failing.</summary>
    private static BackupException? FailureOf(Exception e) => e switch
    {
        GraphStatusException { Status: System.Net.HttpStatusCode.Unauthorized } => null,
        GraphStatusException refused => GraphErrors.Typed(refused, SiteDirectory.Permission),
        SourceException source when GraphErrors.CostsOneItem(source) => source,
        _ => null,
    };

    private ValueTask TellMissingAsync(string key, string name, BackupException failure, CancellationToken cancellationToken)
    {
        GapReason reason = failure switch
        {
            PermissionMissingException => GapReason.PermissionMissing,
            SourceException source => source.GapReason,
            _ => GapReason.SourceError,
        };
        return context.Output.WriteAsync(new SourceChange.Missing(key, name, reason, failure.Message), cancellationToken);
    }

    // The folder was a gap and is none any more: mentioning it says so.
    private async Task TellCuredAsync(string key, SourceChange.Upsert? written, CancellationToken cancellationToken)
    {
        if (written is not null || context.History.PendingGaps.All(g => g.ItemKey != key))
            return;
        if (await context.History.FindItemAsync(key, cancellationToken).ConfigureAwait(false) is { } held)
            await context.Output.WriteAsync(new SourceChange.Upsert(held, null, null), cancellationToken).ConfigureAwait(false);
    }

    private static string KeyOf(SiteRecord subsite) => CollectionItemKey.Subsite + subsite.Id;

    private static string AddressOf(string url) => Uri.UnescapeDataString(url).TrimEnd('/');
}
