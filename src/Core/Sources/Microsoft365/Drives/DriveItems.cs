using System.Globalization;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Turns what the source tells into changes.</summary>
internal sealed class DriveItems(DriveContext context)
{
    /// <param name="item">An item that exists.</param>
    /// <param name="refetch">True to fetch its content in any case.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The change; null when there is none.</returns>
    public async ValueTask<SourceChange?> CompareAsync(DriveItemRecord item, bool refetch, CancellationToken cancellationToken)
    {
        if (item.Is(DriveItemFacets.Root | DriveItemFacets.Remote))
            return null;
        if (item.Is(DriveItemFacets.Package))
            return new SourceChange.Missing(item.Id, item.Name, GapReason.NotSupported, "A notebook or other package: it cannot be read as a file.");
        if (item.Is(DriveItemFacets.Malware))
            return new SourceChange.Missing(item.Id, item.Name, GapReason.MalwareFlagged, "The service holds the file to be malware and refuses its content.");
        ItemVersion? held = context.History.IsEmpty || refetch || context.Retried.Contains(item.Id) ? null : await context.History.FindItemAsync(item.Id, cancellationToken).ConfigureAwait(false);
        return item.Is(DriveItemFacets.Folder) ? CompareFolder(item, held) : CompareFile(item, held);
    }

    private SourceChange.Upsert? CompareFolder(DriveItemRecord item, ItemVersion? held)
    {
        ItemVersion version = Version(item, ItemKind.Folder, VersionTag.Of("", item.Properties));
        return IsSame(version, held) ? null : new SourceChange.Upsert(version, item.Properties, null);
    }

    private SourceChange.Upsert? CompareFile(DriveItemRecord item, ItemVersion? held)
    {
        VersionTag tag = VersionTag.Of(ContentMark(item), item.Properties);
        ItemVersion version = Version(item, ItemKind.File, tag);
        if (held?.Content is null || VersionTag.Parse(held.VersionTag).Content != tag.Content)
            return new SourceChange.Upsert(version, item.Properties, new DriveContent(context, item));
        if (IsSame(version, held))
            return null;
        ItemFlags flags = version.Flags | (held.Flags & ItemFlags.Unverified);
        return new SourceChange.Upsert(version with { Content = held.Content, Size = held.Size, Flags = flags }, item.Properties, null);
    }

    private static bool IsSame(ItemVersion version, ItemVersion? held) =>
        held is not null && held.Kind == version.Kind && held.VersionTag == version.VersionTag && held.ParentKey == version.ParentKey;

    // cTag, which would tell, is missing on OneDrive for Business; eTag changes with every property and is the last resort.
    private static string ContentMark(DriveItemRecord item) => item.QuickXorHash is { Length: > 0 } hash
        ? string.Create(CultureInfo.InvariantCulture, $"qx:{hash}:{item.Size}")
        : string.Create(CultureInfo.InvariantCulture, $"etag:{item.ETag}:{item.Size}");

    private ItemVersion Version(DriveItemRecord item, ItemKind kind, VersionTag tag) => new()
    {
        Key = item.Id,
        Kind = kind,
        ParentKey = context.ParentKeyOf(item),
        Name = item.Name,
        CreatedAt = item.Created,
        ModifiedAt = item.Modified,
        Size = kind == ItemKind.File ? item.Size : 0,
        VersionTag = tag.ToString(),
        From = item.Author,
    };
}
