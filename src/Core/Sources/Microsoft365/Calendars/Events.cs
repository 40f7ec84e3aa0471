using System.Security.Cryptography;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Events of calendars. A series is one item, its exceptions and cancelled occurrences within it: that is how Exchange keeps it, and how it is restored. What
/// a round tells are marks only; an event whose changeKey is not the held one is asked for whole.
/// </summary>
internal sealed class Events(OutlookContext context, CalendarRequests requests) : IOutlookItems<EventRecord>
{
    private readonly RecentlyTold _told = new();

    public ItemKind Kind => ItemKind.Event;

    public ItemParser<EventRecord> CreateParser() => new EventParser().Parse;

    public async Task<EventRecord> FetchAsync(string id, CancellationToken cancellationToken)
    {
        EventRecord found = await context.Graph.GetJsonAsync(requests.Item(id), json => new EventParser().ParseOne(json), cancellationToken).ConfigureAwait(false);
        // An exception that was told as removed and is there: its series says what it is now.
        return found.SeriesId is { Length: > 0 } series && series != id ? await FetchAsync(series, cancellationToken).ConfigureAwait(false) : found;
    }

    public async ValueTask<string?> FindDoubtAsync(EventRecord told, string? parentKey, CancellationToken cancellationToken)
    {
        if (told.IsRemoved)
            return told.Id;
        if (told.SeriesId is { Length: > 0 } series)
            return series;
        ItemVersion? held = await context.History.FindItemAsync(told.Id, cancellationToken).ConfigureAwait(false);
        bool isHeld = held?.Content is not null && held.ParentKey == parentKey && told.ChangeKey.Length > 0 && VersionTag.Parse(held.VersionTag).Content == told.ChangeKey;
        return isHeld && !_told.Knows(told.Id) ? null : told.Id;
    }

    public async ValueTask<SourceChange?> CompareAsync(EventRecord item, string? parentKey, bool refetch, CancellationToken cancellationToken)
    {
        // Told in part, and found to be held.
        if (item.FolderId is null)
            return null;
        ItemVersion version = Version(item, parentKey);
        Telling telling = _told.Note(item.Id, version);
        if (refetch)
            return Changed(item, version);
        if (telling == Telling.Repeated)
            return null;
        ItemVersion? held = telling == Telling.Other ? null : await context.History.FindItemAsync(item.Id, cancellationToken).ConfigureAwait(false);
        bool isHeld = held?.Content is not null && held.VersionTag == version.VersionTag && held.ParentKey == parentKey;
        return isHeld ? null : Changed(item, version);
    }

    public SourceChange.Removal Remove(string id)
    {
        _told.Forget(id);
        return new SourceChange.Removal(id);
    }

    private SourceChange.Upsert Changed(EventRecord item, ItemVersion version)
    {
        var content = new EventContent(context.Graph, requests, item);
        return new SourceChange.Upsert(version, null, new ComposedContent(content.ComposeAsync, token => context.Graph.ExistsAsync(requests.Item(item.Id), token)));
    }

    private static ItemVersion Version(EventRecord item, string? parentKey) => new()
    {
        Key = item.Id,
        Kind = ItemKind.Event,
        ParentKey = parentKey,
        Name = item.Subject,
        CreatedAt = item.Created,
        ModifiedAt = item.Modified,
        VersionTag = VersionTag.Of(item.ChangeKey, Everything(item)).ToString(),
        From = item.Organizer,
        To = item.Attendees,
        Flags = item.HasAttachments ? ItemFlags.HasAttachments : ItemFlags.None,
    };

    private static byte[] Everything(EventRecord item)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(item.Json);
        foreach (EventRecord exception in item.Exceptions)
            hash.AppendData(exception.Json);
        return hash.GetHashAndReset();
    }
}
