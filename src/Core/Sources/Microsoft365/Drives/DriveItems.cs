using System.Globalization;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Compares what the source tells of files and folders with what is held.</summary>
/// <param name="context">The drive.</param>
/// <param name="isFull">True when everything is told, changed or not; otherwise that an item is told of means that something about it changed, if only its permissions.</param>
/// <param name="allVersions">True to ask for the versions of files that did not change, too.</param>
internal sealed class DriveItems(DriveContext context, bool isFull, bool allVersions = false)
{
    // Told as changed or gone in this round: what is held of them does not count any more.
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);

    /// <summary>What cannot be read of an item that exists; null when it can.</summary>
    public static SourceChange.Missing? FindGap(DriveItemRecord item)
    {
        if (item.Is(DriveItemFacets.Package))
            return new SourceChange.Missing(item.Id, item.Name, GapReason.NotSupported, "A notebook or other package: it cannot be read as a file.");
        return item.Is(DriveItemFacets.Malware)
            ? new SourceChange.Missing(item.Id, item.Name, GapReason.MalwareFlagged, "The service holds the file to be malware and refuses its content.")
            : null;
    }

    /// <param name="item">An item that exists.</param>
    /// <param name="refetch">True to fetch its content in any case.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The change; null when there is none.</returns>
    public async ValueTask<DriveItemChange?> CompareAsync(DriveItemRecord item, bool refetch, CancellationToken cancellationToken)
    {
        if (item.Is(DriveItemFacets.Root | DriveItemFacets.Remote))
            return null;
        ItemVersion? held = context.History.IsEmpty || _changed.Contains(item.Id) || context.Retried.Contains(item.Id) ? null : await context.History.FindItemAsync(item.Id, cancellationToken).ConfigureAwait(false);
        DriveItemChange? change = Compare(item, held, refetch);
        if (change is not null && !context.History.IsEmpty)
            _changed.Add(item.Id);
        return change;
    }

    /// <summary>The item is gone: should it be told of again, it is new.</summary>
    public void Forget(string id)
    {
        if (!context.History.IsEmpty)
            _changed.Add(id);
    }

    private DriveItemChange? Compare(DriveItemRecord item, ItemVersion? held, bool refetch)
    {
        ItemKind kind = item.Is(DriveItemFacets.Folder) ? ItemKind.Folder : ItemKind.File;
        var tag = FileTag.Of(kind == ItemKind.File ? ContentMark(item) : "", item.Properties);
        FileTag before = FileTag.Parse(held?.VersionTag);
        bool readsContent = kind == ItemKind.File && (refetch || held?.Content is null || before.Content != tag.Content);
        bool isSame = !readsContent && held is not null && held.Kind == kind && before.Properties == tag.Properties && held.ParentKey == context.ParentKeyOf(item);
        bool asksPermissions = item.Is(DriveItemFacets.Shared) && (!isSame || !isFull || before.Permissions is null);
        bool asksVersions = kind == ItemKind.File && context.FileVersions && (readsContent || allVersions);
        if (isSame && !asksPermissions && !asksVersions)
            return null;
        return new DriveItemChange(item, held, tag with { Version = readsContent ? null : before.Version })
        {
            ReadsContent = readsContent,
            IsSame = isSame,
            AsksPermissions = asksPermissions,
            AsksVersions = asksVersions,
        };
    }

    // cTag, which would tell, is missing on OneDrive for Business; eTag changes with every property and is the last resort.
    private static string ContentMark(DriveItemRecord item) => item.QuickXorHash is { Length: > 0 } hash
        ? string.Create(CultureInfo.InvariantCulture, $"qx:{hash}:{item.Size}")
        : string.Create(CultureInfo.InvariantCulture, $"etag:{item.ETag}:{item.Size}");
}
