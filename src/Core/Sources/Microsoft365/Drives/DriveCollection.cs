using System.Text.Json;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads what changed in one drive, whoever it belongs to: a user's OneDrive, a document library of a site.</summary>
internal sealed class DriveCollection(DriveContext drive)
{
    private const int RemovalsAtOnce = 500;

    // A token may break in the middle of the new enumeration as well.
    private const int MostRestarts = 3;

    /// <summary>Tries gaps again, then follows the changes since the held token, or everything.</summary>
    /// <exception cref="GraphStatusException">The drive may not be read or is not there.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        bool hasVersions = !drive.History.IsEmpty && await drive.History.FindStateAsync(drive.VersionsKey, cancellationToken).ConfigureAwait(false) is not null;
        // Versions that a session which died had read are held without that state.
        DriveContext context = drive with { HoldsVersions = hasVersions || (drive.FileVersions && !drive.History.IsEmpty) };
        await RetryGapsAsync(context, cancellationToken).ConfigureAwait(false);
        if (hasVersions && !drive.FileVersions)
            await RemoveVersionsAsync(context, cancellationToken).ConfigureAwait(false);
        await ReadDriveAsync(context, allVersions: drive.FileVersions && !hasVersions && !drive.History.IsEmpty, cancellationToken).ConfigureAwait(false);
        if (drive.FileVersions && !hasVersions)
            await context.Output.WriteAsync(new SourceChange.State(context.VersionsKey, "1"u8.ToArray()), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The id of a drive or drive item.</summary>
    public static string ReadId(ReadOnlySpan<byte> json)
    {
        using JsonDocument document = JsonDocument.Parse(json.ToArray());
        return document.RootElement.TryGetProperty("id", out JsonElement id) && id.GetString() is { Length: > 0 } text ? text : throw new JsonException("A drive must have an id.");
    }

    private static async Task ReadDriveAsync(DriveContext context, bool allVersions, CancellationToken cancellationToken)
    {
        Uri? link = allVersions ? null : await context.FindLinkAsync(cancellationToken).ConfigureAwait(false);
        Uri fresh = context.Requests.Delta(context.DriveId).Uri;
        int restarts = 0;
        bool hasEmitted = false;
        for (Uri start = link ?? fresh; ; link = null, restarts++)
        {
            var round = new DriveRound(context, isFull: link is null, allVersions);
            try
            {
                // After a round that broke off in the middle no token is kept, so that the next session compares everything (see FolderItems).
                await round.RunAsync(start, keepsToken: !hasEmitted, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (GraphStatusException e) when (e.MeansResync && restarts < MostRestarts)
            {
                hasEmitted |= round.HasEmitted;
                start = context.Graph.Endpoint.Restart(e.Location, fresh);
            }
        }
    }

    /// <summary>Versions are not wanted any more: they go from the newest tree, at once for all files.</summary>
    private static async Task RemoveVersionsAsync(DriveContext context, CancellationToken cancellationToken)
    {
        var batch = new List<SourceChange>();
        await foreach (ItemVersion version in context.History.ListItemsAsync(ItemKind.FileVersion, cancellationToken).ConfigureAwait(false))
        {
            batch.Add(new SourceChange.Removal(version.Key));
            if (batch.Count < RemovalsAtOnce)
                continue;
            await context.Output.WriteAsync([.. batch], cancellationToken).ConfigureAwait(false);
            batch.Clear();
        }

        batch.Add(new SourceChange.State(context.VersionsKey, null));
        await context.Output.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Before the round, so that what the round says of the same item has the last word.</summary>
    private static async Task RetryGapsAsync(DriveContext context, CancellationToken cancellationToken)
    {
        foreach (Gap gap in context.History.PendingGaps.Where(g => g.ItemKey is not null).DistinctBy(g => g.ItemKey))
            await context.Output.WriteAsync(await RetryAsync(context, gap, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<SourceChange>> RetryAsync(DriveContext context, Gap gap, CancellationToken cancellationToken)
    {
        // Asking again does not make it readable; it stays a gap until it is deleted.
        if (gap.Reason == GapReason.NotSupported)
            return [new SourceChange.Missing(gap.ItemKey, gap.Name, gap.Reason, gap.Message)];
        string file = FileVersions.FileOf(gap.ItemKey!);
        // A version that is not listed any more is no gap any more.
        SourceChange[] withdrawn = file == gap.ItemKey ? [] : [new SourceChange.Removal(gap.ItemKey!)];
        DriveItemRecord? item = await context.FindItemAsync(file, cancellationToken).ConfigureAwait(false);
        if (item is null || item.Is(DriveItemFacets.Deleted))
            return [.. withdrawn, new SourceChange.Removal(file)];
        if (DriveItems.FindGap(item) is { } missing)
            return [.. withdrawn, missing];
        bool isVersion = withdrawn.Length > 0;
        // A file is read again for its own sake only: not for a version, nor for permissions that may not be read.
        bool refetch = !isVersion && (gap.Reason != GapReason.PermissionMissing || await context.History.FindItemAsync(file, cancellationToken).ConfigureAwait(false) is not { Content: not null });
        if (refetch)
            context.Retried.Add(file);
        DriveItemChange? change = await new DriveItems(context, isFull: false, allVersions: isVersion).CompareAsync(item, refetch, cancellationToken).ConfigureAwait(false);
        return change is null ? withdrawn : [.. withdrawn, .. await new DriveDetails(context).CompleteAsync([change], cancellationToken).ConfigureAwait(false)];
    }
}
