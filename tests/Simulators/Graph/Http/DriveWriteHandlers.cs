using System.Globalization;
using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>Changes of drives.</summary>
internal static class DriveWriteHandlers
{
    private const string Behavior = "@microsoft.graph.conflictBehavior";

    // https://learn.microsoft.com/graph/api/driveitem-put-content
    private const long LargestPut = 250L << 20;

    public static async Task CreateFolderAsync(GraphCall call)
    {
        var body = await JsonBody.ReadObjectAsync(call);
        if (body["folder"] is not JsonObject)
            throw new GraphException(400, "invalidRequest", "Only folders can be created in children.");
        var made = call.Drive.CreateFolder(call.Route.Item!, body.NeededText("name"), body.Text(Behavior) ?? "fail");
        await WriteAsync(call, call.Drive, Stamp(call.Drive, made, body["fileSystemInfo"] as JsonObject), 201);
    }

    public static async Task PutAsync(GraphCall call)
    {
        var content = FileContent.Of(await JsonBody.ReadAsync(call, LargestPut));
        if (call.Route.Child is not { } name)
        {
            await WriteAsync(call, call.Drive, call.Drive.PutById(call.Route.Item!, content), 200);
            return;
        }

        var (item, isNew) = call.Drive.Put(call.Route.Item!, name, content, call.Query(Behavior) ?? "replace");
        await WriteAsync(call, call.Drive, item, isNew ? 201 : 200);
    }

    public static async Task PatchAsync(GraphCall call)
    {
        var body = await JsonBody.ReadObjectAsync(call);
        var times = body["fileSystemInfo"] as JsonObject;
        var item = call.Drive.Patch(
            call.Route.Item!, body.Text("name"), (body["parentReference"] as JsonObject)?.Text("id"), Time(times, "createdDateTime"), Time(times, "lastModifiedDateTime"));
        await WriteAsync(call, call.Drive, item, 200);
    }

    public static Task DeleteAsync(GraphCall call)
    {
        call.Drive.DeleteItem(call.Route.Item!);
        return WriteHandlers.NoContentAsync(call);
    }

    public static async Task OpenUploadAsync(GraphCall call)
    {
        var item = (await JsonBody.ReadObjectAsync(call))["item"] as JsonObject ?? [];
        var (drive, target, name) = (call.Drive, call.Route.Item!, call.Route.Child);
        // The target must be there from the start.
        if (drive.GetItem(target) is { IsFolder: false } && name is not null)
            throw new GraphException(400, "invalidRequest", "The parent is not a folder.");
        if (item["fileSize"]?.GetValue<long>() is { } announced)
            drive.CheckRoom(announced);
        var behavior = item.Text(Behavior) ?? "fail";
        var session = call.Simulator.Uploads.Start(null, async (last, bytes) =>
        {
            var content = FileContent.Of(bytes);
            var (made, isNew) = name is null ? (drive.PutById(target, content), false) : drive.Put(target, name, content, behavior);
            await WriteAsync(last, drive, Stamp(drive, made, item["fileSystemInfo"] as JsonObject), isNew ? 201 : 200);
        });
        await UploadHandlers.WriteNewAsync(call, session, "drive");
    }

    /// <summary>Grants access to people without telling them.</summary>
    public static async Task InviteAsync(GraphCall call)
    {
        var body = await JsonBody.ReadObjectAsync(call);
        if (body["sendInvitation"]?.GetValue<bool>() is true)
            throw new GraphException(400, "invalidRequest", "The simulator sends no invitations.");
        var roles = (body["roles"] as JsonArray ?? []).Select(static r => r!.GetValue<string>()).ToArray();
        foreach (var recipient in (body["recipients"] as JsonArray ?? []).OfType<JsonObject>())
            call.Drive.Share(call.Route.Item!, roles[0], recipient.Text("objectId") ?? recipient.NeededText("email"));
        await ItemWriting.WriteAsync(call, new JsonObject { ["value"] = new JsonArray() }, 200);
    }

    public static async Task LinkAsync(GraphCall call)
    {
        var body = await JsonBody.ReadObjectAsync(call);
        var id = call.Drive.Share(call.Route.Item!, body.NeededText("type") == "edit" ? "write" : "read", null, body.NeededText("scope"));
        await ItemWriting.WriteAsync(call, new JsonObject { ["id"] = id }, 201);
    }

    private static DriveItemVersion Stamp(SimulatedDrive drive, DriveItemVersion item, JsonObject? times) => times is null
        ? item
        : drive.Patch(drive.Ids.Item(item.Ordinal), null, null, Time(times, "createdDateTime"), Time(times, "lastModifiedDateTime"));

    private static DateTimeOffset? Time(JsonObject? times, string name) =>
        times?.Text(name) is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : null;

    private static async Task WriteAsync(GraphCall call, SimulatedDrive drive, DriveItemVersion item, int status)
    {
        using var reply = JsonReply.Start(call, status);
        DriveJson.Write(call, reply.Writer, drive, item, PropertySet.Everything);
        await reply.FinishAsync();
    }
}
