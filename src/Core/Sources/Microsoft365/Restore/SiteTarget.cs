using System.Collections.Concurrent;
using System.Text.Json;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Writes a site: each library as the drive that it is, lists, pages. Libraries and lists that are gone are made anew; subsites cannot be (Graph has no call that makes a site).
/// </summary>
internal sealed class SiteTarget(GraphWriter writer, string siteId, WriteOptions options) : IObjectTarget
{
    private readonly ConcurrentDictionary<string, SitePart> _parts = new(StringComparer.Ordinal);

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (await writer.FindAsync(PathOf(siteId), cancellationToken).ConfigureAwait(false) is null)
        {
            throw new WorkloadAbsentException(
                "Site.Absent", "The site is not there.", "Bring it back from the deleted sites of the SharePoint admin centre, or make a new one and restore to that (-TargetSite).");
        }
    }

    public async Task<TargetFolder> EnterFolderAsync(TargetFolder parent, FolderToWrite folder, CancellationToken cancellationToken)
    {
        var at = SiteFolder.Of(parent, siteId);
        if (at.Part is { } within)
            return await EnterWithinAsync(_parts[within], at, folder, cancellationToken).ConfigureAwait(false);
        string key = folder.Key ?? "";
        if (Is(key, CollectionItemKey.Subsite))
            return await EnterSubsiteAsync(at.Site, folder, cancellationToken).ConfigureAwait(false);
        if (Is(key, CollectionItemKey.Pages))
            return Enter(at.Site, CollectionItemKey.Pages + at.Site, new SitePart(new PageTarget(writer, PathOf(at.Site), options), new CollectionKeys(key)), false);
        return Is(key, CollectionItemKey.List)
            ? await EnterListAsync(at.Site, folder, cancellationToken).ConfigureAwait(false)
            : await EnterLibraryAsync(at.Site, folder, cancellationToken).ConfigureAwait(false);
    }

    public Task<WriteResult> WriteAsync(TargetFolder folder, IItemToWrite item, CancellationToken cancellationToken)
    {
        var at = SiteFolder.Of(folder, siteId);
        if (at.Part is null)
            throw TargetErrors.Unusable("It lies in no library, list or page collection of the site.");
        SitePart part = _parts[at.Part];
        return part.Target.WriteAsync(at.Inner(folder.IsNew), new NarrowedItem(item, part.Keys), cancellationToken);
    }

    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        foreach (SitePart part in _parts.Values)
            await part.Target.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SitePart part in _parts.Values)
            await part.Target.DisposeAsync().ConfigureAwait(false);
    }

    private static string PathOf(string site) => "sites/" + Uri.EscapeDataString(site);

    private static bool Is(string key, string prefix) => key.StartsWith(prefix, StringComparison.Ordinal);

    private TargetFolder Enter(string site, string partKey, SitePart part, bool isNew)
    {
        _parts.TryAdd(partKey, part);
        return new SiteFolder(site, partKey, "").ToTarget(isNew);
    }

    /// <summary>A folder of a library; or, below -TargetFolder, whatever was a folder at the source.</summary>
    private static async Task<TargetFolder> EnterWithinAsync(SitePart part, SiteFolder at, FolderToWrite folder, CancellationToken cancellationToken)
    {
        string key = folder.Key ?? "";
        if (Is(key, CollectionItemKey.List) || Is(key, CollectionItemKey.Pages))
            throw new TargetItemException("Site.NotAFolder", "Lists and pages cannot be restored into a folder of a library.", "Leave -TargetFolder out, or restore to another site (-TargetSite).", null);
        FolderToWrite narrowed = folder with { Key = part.Keys.Owns(key) ? part.Keys.Narrow(key) : null };
        TargetFolder entered = await part.Target.EnterFolderAsync(at.Inner(false), narrowed, cancellationToken).ConfigureAwait(false);
        return (at with { Id = entered.Id }).ToTarget(entered.IsNew);
    }

    private async Task<TargetFolder> EnterSubsiteAsync(string site, FolderToWrite folder, CancellationToken cancellationToken)
    {
        string id = folder.Key![CollectionItemKey.Subsite.Length..];
        if (options.IsOriginal && await writer.FindAsync(PathOf(id), cancellationToken).ConfigureAwait(false) is not null)
            return new SiteFolder(id, null, "").ToTarget(false);
        await foreach (JsonElement found in writer.ListAsync($"{PathOf(site)}/sites", cancellationToken).ConfigureAwait(false))
        {
            if (string.Equals(found.Text("displayName"), folder.Name, StringComparison.OrdinalIgnoreCase))
                return new SiteFolder(found.Id(), null, "").ToTarget(false);
        }

        throw new TargetItemException(
            "Site.SubsiteMissing", $"The subsite '{folder.Name}' is not there, and Microsoft Graph cannot make sites.", "Make it in SharePoint under the same name, and run the restore again.", null);
    }

    private async Task<TargetFolder> EnterLibraryAsync(string site, FolderToWrite folder, CancellationToken cancellationToken)
    {
        string key = folder.Key ?? CollectionItemKey.Library;
        string original = Is(key, CollectionItemKey.Library) ? key[CollectionItemKey.Library.Length..] : "";
        (string drive, bool isNew) = await FindLibraryAsync(site, original, folder.Name, cancellationToken).ConfigureAwait(false) is { } found
            ? (found.Id(), false)
            : (await new ListMaking(writer, PathOf(site)).MakeLibraryAsync(folder, token => FindLibraryAsync(site, "", folder.Name, token), cancellationToken).ConfigureAwait(false), true);
        // A library that was made anew has none of the old ids.
        var target = new DriveTarget(writer, DrivePlace.OfLibrary(drive), options with { IsOriginal = options.IsOriginal && drive == original });
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        return Enter(site, CollectionItemKey.Library + drive, new SitePart(target, new CollectionKeys(key)), isNew);
    }

    private async Task<JsonElement?> FindLibraryAsync(string site, string original, string name, CancellationToken cancellationToken)
    {
        JsonElement? named = null;
        await foreach (JsonElement drive in writer.ListAsync($"{PathOf(site)}/drives", cancellationToken).ConfigureAwait(false))
        {
            if (options.IsOriginal && drive.Id() == original)
                return drive;
            if (string.Equals(drive.Text("name"), name, StringComparison.OrdinalIgnoreCase))
                named = drive;
        }

        return named;
    }

    private async Task<TargetFolder> EnterListAsync(string site, FolderToWrite folder, CancellationToken cancellationToken)
    {
        string original = folder.Key![CollectionItemKey.List.Length..];
        JsonElement? found = await FindListAsync(site, original, folder.Name, cancellationToken).ConfigureAwait(false);
        var making = new ListMaking(writer, PathOf(site));
        JsonElement list = found ?? await making.MakeListAsync(folder, token => FindListAsync(site, "", folder.Name, token), cancellationToken).ConfigureAwait(false);
        string path = $"{PathOf(site)}/lists/{Uri.EscapeDataString(list.Id())}";
        IReadOnlyList<ListColumn> columns = await making.CompleteColumnsAsync(path, folder.Properties, cancellationToken).ConfigureAwait(false);
        var keys = new CollectionKeys(folder.Key);
        var shape = new ListShape(columns, await making.ReadContentTypesAsync(path, cancellationToken).ConfigureAwait(false), KnowsIds: options.IsOriginal);
        WriteOptions own = options with
        {
            IsOriginal = options.IsOriginal && list.Id() == original,
            IsHeldAsync = (id, token) => options.IsHeldAsync(keys.Widen(id), token),
        };
        return Enter(site, CollectionItemKey.List + list.Id(), new SitePart(new ListTarget(writer, path, shape, own), keys), found is null);
    }

    private async Task<JsonElement?> FindListAsync(string site, string original, string name, CancellationToken cancellationToken)
    {
        JsonElement? named = null;
        await foreach (JsonElement list in writer.ListAsync($"{PathOf(site)}/lists", cancellationToken).ConfigureAwait(false))
        {
            if (options.IsOriginal && list.Id() == original)
                return list;
            if (string.Equals(list.Text("displayName"), name, StringComparison.OrdinalIgnoreCase))
                named = list;
        }

        return named;
    }
}
