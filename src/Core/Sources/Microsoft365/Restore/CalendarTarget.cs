using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Writes events. Graph sends invitations and updates for every meeting with attendees that is written, and offers no way not to; so meetings come back without their attendees, and
/// live ones with attendees are left alone, unless the person who restores wants those messages sent. What needs more than one request (attachments, exceptions) is marked as
/// unfinished until it is complete, and made anew by the next run if it stays so.
/// </summary>
internal sealed class CalendarTarget(GraphWriter writer, string userId, WriteOptions options) : IObjectTarget
{
    private readonly string _user = "users/" + Uri.EscapeDataString(userId);
    private readonly ItemIndexes _indexes = new(writer);
    private readonly OutlookAttachments _attachments = new(writer);
    private List<JsonElement> _calendars = [];

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (await writer.FindAsync($"{_user}/calendar", cancellationToken).ConfigureAwait(false) is null)
            throw new WorkloadAbsentException("Mailbox.Absent", "The user has no mailbox in Exchange Online.", "Choose another user as the target.");
        _calendars = await writer.ListAsync($"{_user}/calendars?$top=100", cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<TargetFolder> EnterFolderAsync(TargetFolder parent, FolderToWrite folder, CancellationToken cancellationToken)
    {
        if (options.IsOriginal && Calendar(c => c.Id() == folder.Key) is { } live)
            return await ReturnAsync(live, folder, cancellationToken).ConfigureAwait(false);
        JsonElement? found = folder.IsDefault ? Calendar(c => c.Flag("isDefaultCalendar")) : Calendar(c => string.Equals(c.Text("name"), folder.Name, StringComparison.OrdinalIgnoreCase));
        if (found is { } known)
            return new TargetFolder(known.Id());
        (JsonElement made, bool isNew) = await writer.CreateFolderAsync(
            $"{_user}/calendars", new JsonObject { ["name"] = folder.Name }, token => FindCalendarAsync(folder.Name, token), cancellationToken).ConfigureAwait(false);
        _calendars.Add(made);
        return new TargetFolder(made.Id()) { IsNew = isNew };
    }

    public async Task<WriteResult> WriteAsync(TargetFolder folder, IItemToWrite item, CancellationToken cancellationToken)
    {
        string calendarId = folder.Id.Length > 0 ? folder.Id : Calendar(c => c.Flag("isDefaultCalendar"))!.Value.Id();
        await using IEmbeddedContent content = await item.OpenEmbeddedAsync(cancellationToken).ConfigureAwait(false);
        var one = new EventToWrite(item, content, options.IncludeAttendees);
        ItemIndex index = await _indexes.OfAsync($"{Events(calendarId)}?$top=100&$select=changeKey,iCalUId&{RestoreMarker.Expand}", static e => e.Text("iCalUId"), cancellationToken).ConfigureAwait(false);
        LiveItem? live = Find(index, one);
        if (live is { IsUnfinished: true })
        {
            await writer.DeleteAsync(Event(live.Id), cancellationToken).ConfigureAwait(false);
            live = null;
        }

        return live is null
            ? await CreateAsync(calendarId, one, WriteAction.Created, cancellationToken).ConfigureAwait(false)
            : await MeetAsync(calendarId, one, live, cancellationToken).ConfigureAwait(false);
    }

    public Task CompleteAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _indexes.Dispose();
        return ValueTask.CompletedTask;
    }

    private string Events(string calendarId) => $"{_user}/calendars/{Uri.EscapeDataString(calendarId)}/events";

    private string Event(string id) => $"{_user}/events/{Uri.EscapeDataString(id)}";

    private JsonElement? Calendar(Func<JsonElement, bool> isIt) => _calendars.Where(isIt).Select(c => (JsonElement?)c).FirstOrDefault();

    private async Task<JsonElement?> FindCalendarAsync(string name, CancellationToken cancellationToken)
    {
        await foreach (JsonElement calendar in writer.ListAsync($"{_user}/calendars?$top=100", cancellationToken).ConfigureAwait(false))
        {
            if (string.Equals(calendar.Text("name"), name, StringComparison.OrdinalIgnoreCase))
                return calendar;
        }

        return null;
    }

    private async Task<TargetFolder> ReturnAsync(JsonElement live, FolderToWrite folder, CancellationToken cancellationToken)
    {
        if (options.Collision == CollisionRule.Replace && live.Text("name") != folder.Name && !folder.IsDefault)
            await writer.SendAsync(HttpMethod.Patch, $"{_user}/calendars/{Uri.EscapeDataString(live.Id())}", new JsonObject { ["name"] = folder.Name }, cancellationToken).ConfigureAwait(false);
        return new TargetFolder(live.Id());
    }

    private LiveItem? Find(ItemIndex index, EventToWrite one)
    {
        LiveItem? marked = index.FindMarked(one.Marker);
        if (marked is not null && (options.Collision != CollisionRule.Replace || marked.IsUnfinished))
            return marked;
        return (options.IsOriginal ? index.FindById(one.Key) : null) ?? marked ?? (one.CalendarUid is { } uid ? index.TakeByIdentity(uid) : null);
    }

    private async Task<WriteResult> MeetAsync(string calendarId, EventToWrite one, LiveItem live, CancellationToken cancellationToken)
    {
        if (live.ChangeKey is { } changeKey && changeKey == one.ChangeKey)
            return new WriteResult(WriteAction.Unchanged, live.Id, 0);
        if (live.Marker == one.Marker && options.Collision != CollisionRule.Replace)
            return new WriteResult(WriteAction.Unchanged, live.Id, 0, "An earlier run restored it.");
        if (options.Collision == CollisionRule.Skip)
            return new WriteResult(WriteAction.Skipped, live.Id, 0, "It is there in another state.");
        if (options.Collision == CollisionRule.Copy)
            return await CreateAsync(calendarId, one, WriteAction.Copied, cancellationToken).ConfigureAwait(false);
        if (!options.IncludeAttendees && await HasAttendeesAsync(live.Id, cancellationToken).ConfigureAwait(false))
            return new WriteResult(WriteAction.Skipped, live.Id, 0, "It is a meeting: changing it would send its attendees an update.");
        // The new one first: a run that breaks off in between leaves one too many, never one too few, and the next one finds the mark.
        WriteResult made = await CreateAsync(calendarId, one, WriteAction.Replaced, cancellationToken).ConfigureAwait(false);
        await writer.DeleteAsync(Event(live.Id), cancellationToken).ConfigureAwait(false);
        return made;
    }

    private async Task<bool> HasAttendeesAsync(string id, CancellationToken cancellationToken) =>
        (await writer.GetAsync($"{Event(id)}?$select=attendees", cancellationToken).ConfigureAwait(false)).Items("attendees").Any();

    private async Task<WriteResult> CreateAsync(string calendarId, EventToWrite one, WriteAction action, CancellationToken cancellationToken)
    {
        RestoreMarker first = one.NeedsMore ? one.Marker with { State = null } : one.Marker;
        JsonObject body = one.Properties();
        body["singleValueExtendedProperties"] = first.ToJson();
        JsonElement made = await writer.CreateAsync(Events(calendarId), body, token => FindMarkedAsync(Events(calendarId), first, token), cancellationToken).ConfigureAwait(false);
        string id = made.Id();
        if (one.NeedsMore)
        {
            await AttachAsync(Event(id), one, one.Json, cancellationToken).ConfigureAwait(false);
            foreach (JsonElement exception in one.Exceptions)
                await WriteExceptionAsync(id, one, exception, cancellationToken).ConfigureAwait(false);
            foreach (DateOnly day in one.CancelledDays)
                await CancelAsync(id, day, cancellationToken).ConfigureAwait(false);
            await writer.SendAsync(HttpMethod.Patch, Event(id), new JsonObject { ["singleValueExtendedProperties"] = one.Marker.ToJson() }, cancellationToken).ConfigureAwait(false);
        }

        return new WriteResult(action, id, one.Length, one.Note);
    }

    private async Task<JsonElement?> FindMarkedAsync(string path, RestoreMarker marker, CancellationToken cancellationToken)
    {
        await foreach (JsonElement found in writer.ListAsync($"{path}?{marker.Filter}&{RestoreMarker.Expand}", cancellationToken).ConfigureAwait(false))
        {
            if (RestoreMarker.Of(found) == marker)
                return found;
        }

        return null;
    }

    private async Task AttachAsync(string owner, EventToWrite one, JsonElement json, CancellationToken cancellationToken)
    {
        foreach (IAttachmentToWrite attachment in one.AttachmentsOf(json))
            await _attachments.AddAsync(owner, attachment, cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteExceptionAsync(string series, EventToWrite one, JsonElement exception, CancellationToken cancellationToken)
    {
        if (exception.Time("originalStart") is not { } original)
            return;
        string? occurrence = await FindOccurrenceAsync(series, original.AddMinutes(-1), original.AddMinutes(1), cancellationToken).ConfigureAwait(false);
        if (occurrence is null)
            return;
        JsonElement changed = await writer.ChangeAsync(
            Event(occurrence), one.PropertiesOf(exception), token => FindExceptionAsync(series, original, token), cancellationToken).ConfigureAwait(false);
        await AttachAsync(Event(changed.Id()), one, exception, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The exception that an occurrence became; it may lie at another time now.</summary>
    private async Task<JsonElement?> FindExceptionAsync(string series, DateTimeOffset original, CancellationToken cancellationToken)
    {
        JsonElement master = await writer.GetAsync($"{Event(series)}?$select=id&$expand=exceptionOccurrences", cancellationToken).ConfigureAwait(false);
        return master.Items("exceptionOccurrences").Where(e => e.Time("originalStart") == original).Select(e => (JsonElement?)e).FirstOrDefault();
    }

    private async Task CancelAsync(string series, DateOnly day, CancellationToken cancellationToken)
    {
        var start = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        if (await FindOccurrenceAsync(series, start, start.AddDays(1), cancellationToken).ConfigureAwait(false) is { } occurrence)
            await writer.DeleteAsync(Event(occurrence), cancellationToken).ConfigureAwait(false);
    }

    private async Task<string?> FindOccurrenceAsync(string series, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        string window = string.Create(CultureInfo.InvariantCulture, $"startDateTime={from.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}&endDateTime={to.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}");
        await foreach (JsonElement found in writer.ListAsync($"{Event(series)}/instances?{window}", cancellationToken).ConfigureAwait(false))
            return found.Id();
        return null;
    }
}
