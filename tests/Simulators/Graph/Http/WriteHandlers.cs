namespace Veeam365.Simulators.Graph;

/// <summary>Everything that changes something.</summary>
internal static class WriteHandlers
{
    public static Task HandleAsync(GraphCall call) => (call.Http.Request.Method, call.Route.Kind) switch
    {
        ("POST", RouteKind.MailFolders or RouteKind.ChildFolders) => MailWriteHandlers.CreateFolderAsync(call),
        ("PATCH", RouteKind.MailFolder) => MailWriteHandlers.RenameFolderAsync(call),
        ("DELETE", RouteKind.MailFolder) => MailWriteHandlers.DeleteFolderAsync(call),
        ("POST", RouteKind.FolderMove) => MailWriteHandlers.MoveFolderAsync(call),
        ("POST", RouteKind.Messages) => MailWriteHandlers.CreateAsync(call),
        ("PATCH", RouteKind.Message) => MailWriteHandlers.PatchAsync(call),
        ("DELETE", RouteKind.Message) => MailWriteHandlers.DeleteAsync(call),
        ("POST", RouteKind.MessageMove) => MailWriteHandlers.MoveAsync(call),
        ("POST", RouteKind.MessagePurge) => MailWriteHandlers.PurgeAsync(call),
        ("POST", RouteKind.Attachments) => MailWriteHandlers.AttachAsync(call),
        ("POST", RouteKind.AttachmentUploadSession) => MailWriteHandlers.OpenUploadAsync(call),
        ("POST", RouteKind.DriveChildren) => DriveWriteHandlers.CreateFolderAsync(call),
        ("PUT", RouteKind.DriveContent) => DriveWriteHandlers.PutAsync(call),
        ("PATCH", RouteKind.DriveItem) => DriveWriteHandlers.PatchAsync(call),
        ("DELETE", RouteKind.DriveItem) => DriveWriteHandlers.DeleteAsync(call),
        ("POST", RouteKind.DriveUploadSession) => DriveWriteHandlers.OpenUploadAsync(call),
        ("POST", RouteKind.DriveInvite) => DriveWriteHandlers.InviteAsync(call),
        ("POST", RouteKind.DriveLink) => DriveWriteHandlers.LinkAsync(call),
        ("POST", RouteKind.Lists) => ListWriteHandlers.CreateListAsync(call),
        ("POST", RouteKind.ListColumns) => ListWriteHandlers.CreateColumnAsync(call),
        ("POST", RouteKind.ListItems) => ListWriteHandlers.CreateItemAsync(call),
        ("PATCH", RouteKind.ListItemFields) => ListWriteHandlers.PatchFieldsAsync(call),
        ("DELETE", RouteKind.ListItem) => ListWriteHandlers.DeleteItemAsync(call),
        ("POST", RouteKind.SitePages) => PageWriteHandlers.CreateAsync(call),
        ("PATCH", RouteKind.SitePage) => PageWriteHandlers.PatchAsync(call),
        ("POST", RouteKind.SitePagePublish) => PageWriteHandlers.PublishAsync(call),
        ("PATCH", RouteKind.Team) => TeamWriteHandlers.PatchTeamAsync(call),
        ("POST", RouteKind.TeamMembers or RouteKind.ChannelMembers) => TeamWriteHandlers.AddMemberAsync(call),
        ("PATCH", RouteKind.TeamMember or RouteKind.ChannelMember) => TeamWriteHandlers.PatchMemberAsync(call),
        ("POST", RouteKind.Channels) => TeamWriteHandlers.CreateChannelAsync(call),
        ("PATCH", RouteKind.Channel) => TeamWriteHandlers.PatchChannelAsync(call),
        ("POST", RouteKind.ChannelTabs) => TeamWriteHandlers.CreateTabAsync(call),
        ("PATCH", RouteKind.ChannelTab) => TeamWriteHandlers.PatchTabAsync(call),
        ("PUT", RouteKind.DriveUpload or RouteKind.MailUpload) => UploadHandlers.PutAsync(call),
        ("DELETE", RouteKind.DriveUpload or RouteKind.MailUpload) => UploadHandlers.DeleteAsync(call),
        ("POST", RouteKind.ContactFolders) => ContactWriteHandlers.CreateFolderAsync(call),
        ("PATCH", RouteKind.ContactFolder) => ContactWriteHandlers.RenameFolderAsync(call),
        ("POST", RouteKind.Contacts) => ContactWriteHandlers.CreateAsync(call),
        ("PATCH", RouteKind.Contact) => ContactWriteHandlers.PatchAsync(call),
        ("DELETE", RouteKind.Contact) => ContactWriteHandlers.DeleteAsync(call),
        ("PUT" or "PATCH", RouteKind.ContactPhoto) => ContactWriteHandlers.PutPhotoAsync(call),
        ("POST", RouteKind.Calendars) => CalendarWriteHandlers.CreateCalendarAsync(call),
        ("PATCH", RouteKind.Calendar) => CalendarWriteHandlers.RenameCalendarAsync(call),
        ("POST", RouteKind.Events) => CalendarWriteHandlers.CreateAsync(call),
        ("PATCH", RouteKind.Event) => CalendarWriteHandlers.PatchAsync(call),
        ("DELETE", RouteKind.Event) => CalendarWriteHandlers.DeleteAsync(call),
        ("POST", RouteKind.EventAttachments) => CalendarWriteHandlers.AttachAsync(call),
        ("DELETE", RouteKind.EventAttachment) => CalendarWriteHandlers.DetachAsync(call),
        ("POST", RouteKind.EventUploadSession) => CalendarWriteHandlers.OpenUploadAsync(call),
        _ => throw new GraphException(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target."),
    };

    public static Task NoContentAsync(GraphCall call)
    {
        call.Http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }
}
