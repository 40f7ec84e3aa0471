using System.Globalization;
using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>Changes of calendars, events and their attachments, and the instances of a series.</summary>
internal static class CalendarWriteHandlers
{
    public static async Task CreateCalendarAsync(GraphCall call) =>
        await WriteCalendarAsync(call, call.Calendar.CreateFolder(null, (await JsonBody.ReadObjectAsync(call)).NeededText("name")), 201);

    public static async Task RenameCalendarAsync(GraphCall call) => await WriteCalendarAsync(
        call, call.Calendar.RenameById(call.Route.Folder ?? call.Calendar.DefaultFolderId, (await JsonBody.ReadObjectAsync(call)).NeededText("name")), 200);

    public static async Task CreateAsync(GraphCall call)
    {
        var body = await JsonBody.ReadObjectAsync(call);
        await WriteAsync(call, call.Calendar.CreateEvent(call.Route.Folder, ItemWriting.Writable(body), body.Extended()), 201);
    }

    public static async Task PatchAsync(GraphCall call)
    {
        var body = await JsonBody.ReadObjectAsync(call);
        await WriteAsync(call, call.Calendar.PatchEvent(call.Route.Message!, ItemWriting.Writable(body), body.Extended()), 200);
    }

    public static Task DeleteAsync(GraphCall call)
    {
        call.Calendar.DeleteEvent(call.Route.Message!);
        return WriteHandlers.NoContentAsync(call);
    }

    public static async Task InstancesAsync(GraphCall call)
    {
        var instances = call.Calendar.Instances(call.Route.Message!, Time(call, "startDateTime"), Time(call, "endDateTime"), call.Preferences.ImmutableIds);
        await ItemPages.WriteListAsync(call, instances, (writer, json) => json.WriteTo(writer), "event");
    }

    public static async Task AttachAsync(GraphCall call)
    {
        var (item, number) = call.Calendar.Attach(call.Route.Message!, MailWriteHandlers.Attachment(await JsonBody.ReadObjectAsync(call)));
        await ItemWriting.WriteAsync(call, new JsonObject { ["id"] = call.Calendar.Ids.Attachment(call.Preferences.ImmutableIds, item.Folder, item.Ordinal, number) }, 201);
    }

    public static Task DetachAsync(GraphCall call)
    {
        call.Calendar.Detach(call.Route.Message!, OutlookIds.ReadAttachmentIndex(call.Route.Attachment!));
        return WriteHandlers.NoContentAsync(call);
    }

    public static async Task OpenUploadAsync(GraphCall call)
    {
        var (attachment, size) = MailWriteHandlers.UploadItem(await JsonBody.ReadObjectAsync(call));
        var (calendar, id) = (call.Calendar, call.Route.Message!);
        calendar.GetItem(id, null);
        var session = call.Simulator.Uploads.Start(size, (last, bytes) =>
        {
            calendar.Attach(id, attachment with { Content = bytes });
            last.Http.Response.StatusCode = 201;
            return Task.CompletedTask;
        });
        await UploadHandlers.WriteNewAsync(call, session, "mail/" + Uri.EscapeDataString(call.Route.User!));
    }

    private static DateTimeOffset Time(GraphCall call, string name) =>
        DateTimeOffset.TryParse(call.Query(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw GraphException.BadRequest($"This request requires the parameter {name}.");

    private static Task WriteAsync(GraphCall call, ItemView item, int status) =>
        ItemWriting.WriteAsync(call, call.Calendar.Describe(item.State!, item.Ordinal, call.Preferences.ImmutableIds), status);

    private static async Task WriteCalendarAsync(GraphCall call, ItemFolderView calendar, int status)
    {
        using var reply = JsonReply.Start(call, status);
        CalendarHandlers.Write(reply.Writer, call.Calendar, calendar);
        await reply.FinishAsync();
    }
}
