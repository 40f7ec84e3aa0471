using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The pages of a site. There is no delta of them: they are listed, and those whose eTag is not the held one are fetched.</summary>
internal sealed class Pages(SiteContext context, string siteId, FolderWriting folders)
{
    /// <summary>Prepares the pages for being read; null where there are none, which takes those away that are held.</summary>
    public async Task<SiteCollection?> OpenAsync(CancellationToken cancellationToken)
    {
        string key = CollectionItemKey.Pages + siteId;
        List<PageRecord> pages = await context.ListAsync(context.Requests.Pages(siteId), PageRecord.Read, cancellationToken).ConfigureAwait(false);
        if (pages.Count == 0)
            return null;
        var description = new FolderDescription(key, "Pages", "{}"u8.ToArray());
        return await folders.DescribeAsync(description, (history, output, token) => CompareAsync(pages, history, output, token), cancellationToken).ConfigureAwait(false);
    }

    private async Task CompareAsync(List<PageRecord> pages, CollectionHistory history, ChangeWriter output, CancellationToken cancellationToken)
    {
        var changes = new List<SourceChange>();
        foreach (PageRecord page in pages)
        {
            ItemVersion version = Version(page);
            ItemVersion? held = await history.FindItemAsync(page.Id, cancellationToken).ConfigureAwait(false);
            bool isHeld = held?.Content is not null && page.ETag is not null && held.VersionTag == version.VersionTag;
            if (!isHeld || history.PendingGaps.Any(g => g.ItemKey == page.Id))
                changes.Add(new SourceChange.Upsert(version, null, new PageContent(context, siteId, page.Id)));
        }

        HashSet<string> listed = [.. pages.Select(p => p.Id)];
        await foreach (ItemVersion held in history.ListChildrenAsync(null, cancellationToken).ConfigureAwait(false))
        {
            if (!listed.Contains(held.Key))
                changes.Add(new SourceChange.Removal(held.Key));
        }

        await output.WriteAsync(changes, cancellationToken).ConfigureAwait(false);
    }

    private static ItemVersion Version(PageRecord page) => new()
    {
        Key = page.Id,
        Kind = ItemKind.Page,
        Name = page.Name,
        CreatedAt = page.Created,
        ModifiedAt = page.Modified,
        VersionTag = page.ETag,
        From = page.Author,
    };
}
