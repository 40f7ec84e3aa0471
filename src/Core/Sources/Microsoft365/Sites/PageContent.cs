namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>All of a site page, with its canvas.</summary>
internal sealed class PageContent(SiteContext context, string siteId, string pageId) : ISourceContent
{
    public long? Length => null;

    // The service tells no hash.
    public bool IsUnverified => false;

    public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        byte[] json = await ContentErrors.GuardAsync(() => context.Graph.GetJsonAsync(
            context.Requests.Page(siteId, pageId), ElementParser.OfOne(page => page.Canonical()), cancellationToken)).ConfigureAwait(false);
        return new MemoryStream(json, writable: false);
    }
}
