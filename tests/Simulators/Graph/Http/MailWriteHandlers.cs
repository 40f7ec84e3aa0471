using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>Changes of mail folders and messages.</summary>
internal static class MailWriteHandlers
{
    // A file above this goes through an upload session: https://learn.microsoft.com/graph/api/message-post-attachments
    private const int LargestPosted = 3 * 1024 * 1024;

    public static async Task CreateFolderAsync(GraphCall call)
    {
        var body = await JsonBody.ReadObjectAsync(call);
        await WriteFolderAsync(call, call.Mailbox.CreateFolder(call.Route.Folder ?? "msgfolderroot", body.NeededText("displayName"), body.Flag("isHidden") ?? false), 201);
    }

    public static async Task RenameFolderAsync(GraphCall call) =>
        await WriteFolderAsync(call, call.Mailbox.RenameById(call.Route.Folder!, (await JsonBody.ReadObjectAsync(call)).NeededText("displayName")), 200);

    public static Task DeleteFolderAsync(GraphCall call)
    {
        call.Mailbox.DeleteById(call.Route.Folder!);
        return WriteHandlers.NoContentAsync(call);
    }

    public static async Task MoveFolderAsync(GraphCall call) =>
        await WriteFolderAsync(call, call.Mailbox.MoveById(call.Route.Folder!, (await JsonBody.ReadObjectAsync(call)).NeededText("destinationId")), 201);

    public static async Task CreateAsync(GraphCall call)
    {
        if (call.Http.Request.ContentType?.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase) != true)
            throw new GraphException(415, "UnsupportedMediaType", "Here messages are made from MIME only.");
        var body = await JsonBody.ReadAsync(call);
        await WriteAsync(call, call.Mailbox.Create(call.Route.Folder, Decode(body)), 201);
    }

    public static async Task PatchAsync(GraphCall call)
    {
        var body = await JsonBody.ReadObjectAsync(call);
        var patch = new MessagePatch
        {
            IsRead = body.Flag("isRead"),
            Categories = body["categories"] is JsonArray names ? [.. names.Select(static n => n!.GetValue<string>())] : null,
            Importance = body.Text("importance"),
            Flag = (body["flag"] as JsonObject)?.Text("flagStatus") is { } flag ? Enum.Parse<FlagStatus>(flag, ignoreCase: true) : null,
            Extended = body.Extended(),
        };
        await WriteAsync(call, call.Mailbox.Patch(call.Route.Message!, patch), 200);
    }

    public static Task DeleteAsync(GraphCall call)
    {
        call.Mailbox.Discard(call.Route.Message!);
        return WriteHandlers.NoContentAsync(call);
    }

    public static Task PurgeAsync(GraphCall call)
    {
        call.Mailbox.Purge(call.Route.Message!);
        return WriteHandlers.NoContentAsync(call);
    }

    public static async Task MoveAsync(GraphCall call) =>
        await WriteAsync(call, call.Mailbox.MoveMessageById(call.Route.Message!, (await JsonBody.ReadObjectAsync(call)).NeededText("destinationId")), 201);

    public static async Task AttachAsync(GraphCall call)
    {
        var (view, index) = call.Mailbox.Attach(call.Route.Message!, Attachment(await JsonBody.ReadObjectAsync(call)));
        await WriteAttachmentAsync(call, view, index);
    }

    public static async Task OpenUploadAsync(GraphCall call)
    {
        var (item, size) = UploadItem(await JsonBody.ReadObjectAsync(call));
        var (mailbox, id) = (call.Mailbox, call.Route.Message!);
        var immutable = call.Preferences.ImmutableIds;
        mailbox.GetMessage(id, null);
        var session = call.Simulator.Uploads.Start(size, (last, bytes) =>
        {
            var (view, index) = mailbox.Attach(id, item with { Content = bytes });
            last.Http.Response.StatusCode = 201;
            last.Http.Response.Headers.Location = $"{last.Origin}/v1.0/attachments/{mailbox.Ids.Attachment(immutable, view.Folder, view.Ordinal, index)}";
            return Task.CompletedTask;
        });
        await UploadHandlers.WriteNewAsync(call, session, "mail/" + Uri.EscapeDataString(call.Route.User!));
    }

    /// <summary>A fileAttachment as clients post it.</summary>
    public static NewAttachment Attachment(JsonObject body)
    {
        if (body.Text("@odata.type") is { } type && !type.EndsWith("fileAttachment", StringComparison.OrdinalIgnoreCase))
            throw new GraphException(400, "ErrorInvalidRequest", $"Attachments of type {type} are not taken here.");
        var content = Convert.FromBase64String(body.NeededText("contentBytes"));
        if (content.Length > LargestPosted)
            throw new GraphException(413, "ErrorMessageSizeExceeded", "The attachment is too large for a single request.");
        return new NewAttachment(body.NeededText("name"), body.Text("contentType") ?? "application/octet-stream", content)
        {
            ContentId = body.Text("contentId"),
            IsInline = body.Flag("isInline") ?? false,
        };
    }

    public static (NewAttachment Item, long Size) UploadItem(JsonObject body)
    {
        var item = body["AttachmentItem"] as JsonObject ?? throw new GraphException(400, "ErrorInvalidRequest", "AttachmentItem is missing.");
        var size = item["size"]?.GetValue<long>() ?? 0;
        if (size is <= 0 or > 150L << 20)
            throw new GraphException(400, "ErrorAttachmentSizeLimitExceeded", "The attachment's size is not allowed.");
        return (new NewAttachment(item.NeededText("name"), item.Text("contentType") ?? "application/octet-stream", [])
        {
            ContentId = item.Text("contentId"),
            IsInline = item.Flag("isInline") ?? false,
        }, size);
    }

    private static byte[] Decode(byte[] base64)
    {
        try
        {
            return Convert.FromBase64String(System.Text.Encoding.ASCII.GetString(base64));
        }
        catch (FormatException)
        {
            throw new GraphException(400, "ErrorMimeContentInvalidBase64String", "Invalid base64 string for MIME content.");
        }
    }

    private static async Task WriteAsync(GraphCall call, MessageView view, int status)
    {
        using var reply = JsonReply.Start(call, status);
        MessageJson.Write(reply.Writer, call.Mailbox, view, call.Preferences.ImmutableIds, PropertySet.Everything & ~MessageJson.Properties["body"] & ~MessageJson.Properties["uniqueBody"]);
        await reply.FinishAsync();
    }

    private static async Task WriteFolderAsync(GraphCall call, FolderView folder, int status)
    {
        using var reply = JsonReply.Start(call, status);
        FolderHandlers.Write(reply.Writer, call.Mailbox, folder, PropertySet.Everything);
        await reply.FinishAsync();
    }

    private static async Task WriteAttachmentAsync(GraphCall call, MessageView view, int index)
    {
        using var reply = JsonReply.Start(call, 201);
        reply.Writer.WriteStartObject();
        reply.Writer.WriteString("@odata.type"u8, "#microsoft.graph.fileAttachment"u8);
        reply.Writer.WriteString("id"u8, call.Mailbox.Ids.Attachment(call.Preferences.ImmutableIds, view.Folder, view.Ordinal, index));
        reply.Writer.WriteEndObject();
        await reply.FinishAsync();
    }
}
