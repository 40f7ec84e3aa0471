namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The requests about the calendars of one mailbox.</summary>
internal sealed class CalendarRequests(GraphEndpoint endpoint, GraphSourceOptions options, string userId) : OutlookRequests(endpoint, options, userId)
{
    // Each event of a page is asked for whole: pages stay small.
    private const int LargestPage = 100;

    private const string Root = "calendars";

    // The preview is made from the body; cancelledOccurrences come only when selected.
    private const string EventProperties = "$select=createdDateTime,lastModifiedDateTime,changeKey,categories,allowNewTimeProposals,attendees,body,cancelledOccurrences,end,hasAttachments,"
        + "hideAttendees,iCalUId,importance,isAllDay,isCancelled,isDraft,isOnlineMeeting,isOrganizer,isReminderOn,location,locations,onlineMeeting,onlineMeetingProvider,"
        + "onlineMeetingUrl,organizer,originalEndTimeZone,originalStart,originalStartTimeZone,recurrence,reminderMinutesBeforeStart,responseRequested,responseStatus,sensitivity,"
        + "seriesMasterId,showAs,start,subject,transactionId,type,webLink";

    private const string AttachmentProperties = "$select=id,name,contentType,size,isInline,lastModifiedDateTime";

    public override string Permission => "Calendars.Read";

    public override string StatePrefix => "calendar";

    public override string ParentOfParentless => Root;

    public override bool MayLackDelta => true;

    protected override int PageSize => Math.Min(base.PageSize, LargestPage);

    public override GraphRequest Home() => Of($"{User}/calendar");

    /// <summary>Calendars that somebody else shared are listed as well; they are backed up with their owner.</summary>
    public override FolderRoot RootOf(FolderRecord home) => new(Root, Item: home, Owner: home.Owner);

    public override GraphRequest Folder(string id) => Of($"{User}/calendars/{Escape(id)}");

    public override GraphRequest? FolderDelta() => null;

    public override GraphRequest? ChildFolders(string? id) => id is null ? Paged($"{User}/calendars?$top=100") : null;

    // Without a window, delta exists in beta only (https://learn.microsoft.com/graph/api/event-delta?view=graph-rest-beta). It serves as a list of what to ask v1.0 for.
    public override GraphRequest ItemDelta(string folderId) => Link(new Uri(Endpoint.Of("/"), $"/beta/{User}/calendars/{Escape(folderId)}/events/delta"));

    public override GraphRequest ItemList(string folderId) => Paged($"{User}/calendars/{Escape(folderId)}/events?$top={PageSize}&$select=changeKey,type,seriesMasterId");

    public override GraphRequest Item(string id) => Of($"{User}/events/{Escape(id)}?{EventProperties}&$expand=calendar($select=id),exceptionOccurrences");

    public GraphRequest Attachments(string eventId) => Of($"{User}/events/{Escape(eventId)}/attachments?{AttachmentProperties}");

    public GraphRequest AttachmentContent(string eventId, string id) => Of($"{User}/events/{Escape(eventId)}/attachments/{Escape(id)}/$value");
}
