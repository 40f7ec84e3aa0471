using System.Globalization;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Earlier versions of files. Each is an item of its own below its file, written once: what was the file's content when it was held becomes the version's without being read again.
/// </summary>
internal sealed class FileVersions(DriveContext context)
{
    private const char Separator = '@';

    /// <summary>The file that a version's key belongs to.</summary>
    public static string FileOf(string versionKey) => versionKey.LastIndexOf(Separator) is > 0 and var at ? versionKey[..at] : versionKey;

    public async Task<FileVersionsFound> CompareAsync(DriveItemChange change, CancellationToken cancellationToken)
    {
        try
        {
            return await CompareWithHeldAsync(change, await ListAsync(change.Item.Id, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when ((int)e.Status is 403 or 404)
        {
            return new FileVersionsFound(null, [], e.MeansNotFound ? null : new ContentShortfall(GapReason.PermissionMissing, $"Its earlier versions may not be read ({e.Error.Code}); the file itself is held."));
        }
        catch (SourceException e) when (GraphErrors.CostsOneItem(e))
        {
            return new FileVersionsFound(null, [], new ContentShortfall(e.GapReason, $"Its earlier versions cannot be listed; the file itself is held. {e.Message}"));
        }
    }

    /// <summary>Newest first.</summary>
    private async Task<List<FileVersionRecord>> ListAsync(string itemId, CancellationToken cancellationToken)
    {
        var all = new List<FileVersionRecord>();
        var parser = new DeltaPageParser<FileVersionRecord>(ElementParser.Of(FileVersionRecord.Read));
        IAsyncEnumerable<DeltaPage<FileVersionRecord>> pages = DeltaPager.ReadAsync(
            (uri, token) => context.Graph.GetJsonAsync(context.Requests.Link(uri), parser.Parse, token),
            context.Graph.Endpoint,
            context.Requests.Versions(context.DriveId, itemId).Uri,
            cancellationToken);
        await foreach (DeltaPage<FileVersionRecord> page in pages.ConfigureAwait(false))
            all.AddRange(page.Items);
        return all;
    }

    private async Task<FileVersionsFound> CompareWithHeldAsync(DriveItemChange change, List<FileVersionRecord> listed, CancellationToken cancellationToken)
    {
        DriveItemRecord item = change.Item;
        // The first one is the current version, unless the file was changed since delta told of it.
        bool isCurrent = listed.Count > 0 && listed[0].Size == item.Size && listed[0].Modified == item.Modified;
        Dictionary<string, ItemVersion> held = await ListHeldAsync(item.Id, cancellationToken).ConfigureAwait(false);
        var changes = new List<SourceChange>();
        foreach (FileVersionRecord earlier in listed.Skip(1))
        {
            ItemVersion version = Version(item, earlier);
            if (!held.Remove(version.Key, out ItemVersion? known) || known.Content is null || known.VersionTag != version.VersionTag)
                changes.Add(Upsert(change, version, earlier));
        }

        changes.AddRange(held.Keys.Select(gone => new SourceChange.Removal(gone)));
        return new FileVersionsFound(isCurrent ? listed[0].Id : null, changes, null);
    }

    private async Task<Dictionary<string, ItemVersion>> ListHeldAsync(string fileKey, CancellationToken cancellationToken)
    {
        var held = new Dictionary<string, ItemVersion>(StringComparer.Ordinal);
        if (context.History.IsEmpty)
            return held;
        await foreach (ItemVersion version in context.History.ListChildrenAsync(fileKey, cancellationToken).ConfigureAwait(false))
            held[version.Key] = version;
        return held;
    }

    private SourceChange.Upsert Upsert(DriveItemChange change, ItemVersion version, FileVersionRecord earlier)
    {
        // The content that is held as the file's is this version's.
        if (change.Held is { Content: { } content } file && content.Length == earlier.Size && FileTag.Parse(file.VersionTag).Version == earlier.Id)
            return new SourceChange.Upsert(version with { Content = content, Flags = file.Flags & ItemFlags.Unverified }, earlier.Json, null);
        return new SourceChange.Upsert(version, earlier.Json, new FileVersionContent(context, change.Item.Id, earlier));
    }

    private static ItemVersion Version(DriveItemRecord item, FileVersionRecord earlier) => new()
    {
        Key = item.Id + Separator + earlier.Id,
        Kind = ItemKind.FileVersion,
        ParentKey = item.Id,
        Name = earlier.Id,
        ModifiedAt = earlier.Modified,
        Size = earlier.Size,
        VersionTag = string.Create(CultureInfo.InvariantCulture, $"{earlier.Modified?.UtcTicks}:{earlier.Size}"),
        From = earlier.Author,
    };
}
