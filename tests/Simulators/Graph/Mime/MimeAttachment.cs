namespace Veeam365.Simulators.Graph;

/// <summary>A part of a message that Graph shows as an attachment.</summary>
internal sealed record MimeAttachment(MimeEntity Entity, AttachmentKind Kind, bool IsInline)
{
    public string Name => Entity.FileName ?? (Kind == AttachmentKind.Item ? NestedSubject() : "attachment");

    public static List<MimeAttachment> Of(MimeEntity message)
    {
        var attachments = new List<MimeAttachment>();
        foreach (var leaf in message.Leaves())
        {
            if (Classify(leaf) is { } attachment)
                attachments.Add(attachment);
        }

        return attachments;
    }

    /// <summary>The part shown as the message's body: HTML if there is one.</summary>
    public static MimeEntity? Body(MimeEntity message)
    {
        MimeEntity? body = null;
        foreach (var leaf in message.Leaves())
        {
            if (Classify(leaf) is null && leaf.ContentType.Value is "text/html" or "text/plain")
                body = body is null || leaf.ContentType.Value == "text/html" ? leaf : body;
        }

        return body;
    }

    private static MimeAttachment? Classify(MimeEntity leaf)
    {
        var type = leaf.ContentType.Value;
        if (type == "message/rfc822")
            return new MimeAttachment(leaf, AttachmentKind.Item, false);
        if (type == "message/external-body")
            return new MimeAttachment(leaf, AttachmentKind.Reference, false);
        var inline = leaf.Headers["Content-ID"] is not null && leaf.Disposition.Value != "attachment";
        var isBody = type.StartsWith("text/", StringComparison.Ordinal) && leaf.FileName is null
            || type.StartsWith("multipart/", StringComparison.Ordinal);
        if (leaf.Disposition.Value == "attachment" || !isBody)
            return new MimeAttachment(leaf, AttachmentKind.File, inline);
        return null;
    }

    private string NestedSubject() => MimeSummary.Parse(Entity.Decode()).Subject;
}
