using System.Text.Json;

namespace Veeam365.Simulators.Graph;

/// <summary>Attachments of a message, read from its MIME content.</summary>
internal static class AttachmentHandlers
{
    // "contentBytes is absent above ~3 MB": larger ones are to be read from $value.
    private const int LargestInline = 3 * 1024 * 1024;

    public static async Task ListAsync(GraphCall call)
    {
        var view = call.Mailbox.GetMessage(call.Route.Message!, call.Route.Folder);
        using var lease = view.Version!.Source.Rent();
        var attachments = MimeAttachment.Of(MimeEntity.Parse(lease.Bytes));
        using var reply = JsonReply.StartCollection(call, "Collection(attachment)");
        for (var i = 0; i < attachments.Count; i++)
        {
            Write(call, reply.Writer, view, attachments[i], i);
            await reply.FlushIfLargeAsync();
        }

        await reply.FinishCollectionAsync();
    }

    public static async Task GetAsync(GraphCall call)
    {
        var (view, lease, attachment, index) = Find(call);
        using (lease)
        {
            using var reply = JsonReply.Start(call);
            Write(call, reply.Writer, view, attachment, index);
            await reply.FinishAsync();
        }
    }

    public static async Task ContentAsync(GraphCall call)
    {
        var (_, lease, attachment, _) = Find(call);
        using (lease)
        {
            if (attachment.Kind == AttachmentKind.Reference)
                throw new GraphException(405, "ErrorInvalidRequest", "A reference attachment has no content of its own.");
            var type = attachment.Kind == AttachmentKind.Item ? "text/plain" : attachment.Entity.ContentType.Value;
            await call.WriteBytesAsync(attachment.Entity.Decode(), type);
        }
    }

    private static (MessageView View, MimeLease Lease, MimeAttachment Attachment, int Index) Find(GraphCall call)
    {
        var view = call.Mailbox.GetMessage(call.Route.Message!, call.Route.Folder);
        var index = OutlookIds.ReadAttachmentIndex(call.Route.Attachment!);
        var lease = view.Version!.Source.Rent();
        var attachments = MimeAttachment.Of(MimeEntity.Parse(lease.Bytes));
        if (index >= 0 && index < attachments.Count)
            return (view, lease, attachments[index], index);
        lease.Dispose();
        throw GraphException.ItemNotFound();
    }

    private static void Write(GraphCall call, Utf8JsonWriter writer, MessageView view, MimeAttachment attachment, int index)
    {
        var entity = attachment.Entity;
        var content = entity.Decode();
        writer.WriteStartObject();
        writer.WriteString("@odata.type"u8, attachment.Kind switch
        {
            AttachmentKind.Item => "#microsoft.graph.itemAttachment"u8,
            AttachmentKind.Reference => "#microsoft.graph.referenceAttachment"u8,
            _ => "#microsoft.graph.fileAttachment"u8,
        });
        writer.WriteString("id"u8, call.Mailbox.Ids.Attachment(call.Preferences.ImmutableIds, view.Folder, view.Ordinal, index));
        writer.WriteString("lastModifiedDateTime"u8, view.Version!.Modified.UtcDateTime);
        writer.WriteString("name"u8, attachment.Name);
        if (attachment.Kind == AttachmentKind.File)
            writer.WriteString("contentType"u8, entity.ContentType.Value);
        else
            writer.WriteNull("contentType"u8);
        writer.WriteNumber("size"u8, content.Length);
        writer.WriteBoolean("isInline"u8, attachment.IsInline);
        if (attachment.Kind == AttachmentKind.File)
        {
            writer.WriteString("contentId"u8, entity.Headers["Content-ID"]?.Trim('<', '>'));
            writer.WriteString("contentLocation"u8, entity.Headers["Content-Location"]);
            if (content.Length < LargestInline)
                writer.WriteBase64String("contentBytes"u8, content);
        }

        writer.WriteEndObject();
    }
}
