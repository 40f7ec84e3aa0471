using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Veeam365.Simulators.Graph;

/// <summary>Messages as Graph writes them.</summary>
internal static class MessageJson
{
    private const int PreviewLength = 255;

    public static PropertySet Properties { get; } = new(
        "Microsoft.OutlookServices.Message",
        "createdDateTime", "lastModifiedDateTime", "changeKey", "categories", "receivedDateTime", "sentDateTime", "hasAttachments",
        "internetMessageId", "subject", "bodyPreview", "importance", "parentFolderId", "conversationId", "conversationIndex",
        "isDeliveryReceiptRequested", "isReadReceiptRequested", "isRead", "isDraft", "webLink", "inferenceClassification", "body",
        "uniqueBody", "sender", "from", "toRecipients", "ccRecipients", "bccRecipients", "replyTo", "flag", "internetMessageHeaders");

    // In the order above.
    private const ulong Created = 1UL << 0, Modified = 1UL << 1, ChangeKey = 1UL << 2, Categories = 1UL << 3, Received = 1UL << 4,
        Sent = 1UL << 5, HasAttachments = 1UL << 6, InternetMessageId = 1UL << 7, Subject = 1UL << 8, BodyPreview = 1UL << 9,
        Importance = 1UL << 10, ParentFolderId = 1UL << 11, ConversationId = 1UL << 12, ConversationIndex = 1UL << 13,
        DeliveryReceipt = 1UL << 14, ReadReceipt = 1UL << 15, IsRead = 1UL << 16, IsDraft = 1UL << 17, WebLink = 1UL << 18,
        Inference = 1UL << 19, Body = 1UL << 20, UniqueBody = 1UL << 21, Sender = 1UL << 22, From = 1UL << 23, To = 1UL << 24,
        Cc = 1UL << 25, Bcc = 1UL << 26, ReplyTo = 1UL << 27, Flag = 1UL << 28, Headers = 1UL << 29;

    private const ulong FromSummary = Sent | HasAttachments | InternetMessageId | Subject | Importance | ConversationId | ConversationIndex
        | Sender | From | To | Cc | Bcc | ReplyTo;

    public static void Write(Utf8JsonWriter writer, SimulatedMailbox mailbox, MessageView view, bool immutable, ulong select, string[]? extended = null)
    {
        var version = view.Version!;
        Span<byte> id = stackalloc byte[OutlookIds.LongestId];
        writer.WriteStartObject();
        WriteEtag(writer, mailbox, version);
        WriteState(writer, mailbox, version, select);
        if ((select & FromSummary) != 0)
            WriteSummary(writer, version.Importance is { } importance ? version.Source.Summary with { Importance = importance } : version.Source.Summary, select);
        if ((select & ParentFolderId) != 0)
            writer.WriteString("parentFolderId"u8, id[..mailbox.Ids.Folder(id, view.Folder)]);
        if ((select & (Body | BodyPreview | UniqueBody | Headers)) != 0)
            WriteBody(writer, version, select);
        var length = mailbox.Ids.Message(id, immutable, view.Folder, view.Ordinal);
        writer.WriteString("id"u8, id[..length]);
        if ((select & WebLink) != 0)
            writer.WriteString("webLink"u8, $"https://outlook.office365.com/owa/?ItemID={Encoding.ASCII.GetString(id[..length])}&exvsurl=1");
        if (JsonBody.Selected(version.Extended, extended ?? []) is { } values)
        {
            writer.WritePropertyName("singleValueExtendedProperties"u8);
            values.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    public static void WriteRemoved(Utf8JsonWriter writer, SimulatedMailbox mailbox, MessageView view, bool immutable)
    {
        Span<byte> id = stackalloc byte[OutlookIds.LongestId];
        writer.WriteStartObject();
        writer.WriteString("@odata.type"u8, "#microsoft.graph.message"u8);
        writer.WriteString("id"u8, id[..mailbox.Ids.Message(id, immutable, view.Folder, view.Ordinal)]);
        writer.WriteStartObject("@removed"u8);
        writer.WriteString("reason"u8, view.IsGone ? "deleted"u8 : "changed"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteEtag(Utf8JsonWriter writer, SimulatedMailbox mailbox, MessageVersion version)
    {
        Span<byte> tag = stackalloc byte[64];
        "W/\""u8.CopyTo(tag);
        var length = 3 + ChangeKeyOf(tag[3..], mailbox, version);
        tag[length++] = (byte)'"';
        writer.WriteString("@odata.etag"u8, tag[..length]);
    }

    private static int ChangeKeyOf(Span<byte> text, SimulatedMailbox mailbox, MessageVersion version)
    {
        Span<byte> key = stackalloc byte[30];
        key.Clear();
        key[0] = 9;
        key[4] = 0x16;
        mailbox.Id.TryWriteBytes(key[8..]);
        BinaryPrimitives.WriteInt64BigEndian(key[22..], version.ChangeNumber);
        Base64.EncodeToUtf8(key, text, out _, out var written);
        return written;
    }

    private static void WriteState(Utf8JsonWriter writer, SimulatedMailbox mailbox, MessageVersion version, ulong select)
    {
        if ((select & Created) != 0)
            writer.WriteString("createdDateTime"u8, version.Created.UtcDateTime);
        if ((select & Modified) != 0)
            writer.WriteString("lastModifiedDateTime"u8, version.Modified.UtcDateTime);
        if ((select & ChangeKey) != 0)
        {
            Span<byte> key = stackalloc byte[64];
            writer.WriteString("changeKey"u8, key[..ChangeKeyOf(key, mailbox, version)]);
        }

        if ((select & Categories) != 0)
        {
            writer.WriteStartArray("categories"u8);
            for (var i = 0; i < version.Categories.Count; i++)
                writer.WriteStringValue(version.Categories[i]);
            writer.WriteEndArray();
        }

        if ((select & Received) != 0)
            writer.WriteString("receivedDateTime"u8, version.Received.UtcDateTime);
        if ((select & IsRead) != 0)
            writer.WriteBoolean("isRead"u8, version.IsRead);
        if ((select & IsDraft) != 0)
            writer.WriteBoolean("isDraft"u8, version.IsDraft);
        if ((select & DeliveryReceipt) != 0)
            writer.WriteBoolean("isDeliveryReceiptRequested"u8, false);
        if ((select & ReadReceipt) != 0)
            writer.WriteBoolean("isReadReceiptRequested"u8, false);
        if ((select & Inference) != 0)
            writer.WriteString("inferenceClassification"u8, "focused"u8);
        if ((select & Flag) == 0)
            return;
        writer.WriteStartObject("flag"u8);
        writer.WriteString("flagStatus"u8, version.Flag switch { FlagStatus.Flagged => "flagged"u8, FlagStatus.Complete => "complete"u8, _ => "notFlagged"u8 });
        writer.WriteEndObject();
    }

    private static void WriteSummary(Utf8JsonWriter writer, MimeSummary summary, ulong select)
    {
        if ((select & Subject) != 0)
            writer.WriteString("subject"u8, summary.Subject);
        if ((select & Sent) != 0 && summary.Sent is { } sent)
            writer.WriteString("sentDateTime"u8, sent.UtcDateTime);
        if ((select & HasAttachments) != 0)
            writer.WriteBoolean("hasAttachments"u8, summary.HasAttachments);
        if ((select & InternetMessageId) != 0)
            writer.WriteString("internetMessageId"u8, summary.MessageId);
        if ((select & Importance) != 0)
            writer.WriteString("importance"u8, summary.Importance);
        if ((select & ConversationId) != 0)
            writer.WriteString("conversationId"u8, Conversation("AAQkAD", summary.Subject));
        if ((select & ConversationIndex) != 0)
            writer.WriteString("conversationIndex"u8, Conversation("AQHZ", summary.Subject));
        WriteRecipient(writer, "sender"u8, summary.Sender, (select & Sender) != 0);
        WriteRecipient(writer, "from"u8, summary.From, (select & From) != 0);
        WriteRecipients(writer, "toRecipients"u8, summary.To, (select & To) != 0);
        WriteRecipients(writer, "ccRecipients"u8, summary.Cc, (select & Cc) != 0);
        WriteRecipients(writer, "bccRecipients"u8, summary.Bcc, (select & Bcc) != 0);
        WriteRecipients(writer, "replyTo"u8, summary.ReplyTo, (select & ReplyTo) != 0);
    }

    private static string Conversation(string prefix, string subject)
    {
        var topic = subject.AsSpan();
        while (topic.Length > 4 && topic[2] == ':')
            topic = topic[4..];
        ulong hash = 14695981039346656037;
        foreach (var c in topic)
            hash = (hash ^ c) * 1099511628211;
        Span<byte> bytes = stackalloc byte[24];
        for (var i = 0; i < 3; i++)
            BinaryPrimitives.WriteUInt64BigEndian(bytes[(i * 8)..], SplitMix.Mix(hash + (ulong)i));
        return prefix + Base64Url.EncodeToString(bytes);
    }

    private static void WriteRecipients(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<MimeAddress> addresses, bool selected)
    {
        if (!selected)
            return;
        writer.WriteStartArray(name);
        for (var i = 0; i < addresses.Count; i++)
        {
            writer.WriteStartObject();
            WriteAddress(writer, addresses[i]);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteRecipient(Utf8JsonWriter writer, ReadOnlySpan<byte> name, MimeAddress? address, bool selected)
    {
        if (!selected || address is not { } known)
            return;
        writer.WriteStartObject(name);
        WriteAddress(writer, known);
        writer.WriteEndObject();
    }

    private static void WriteAddress(Utf8JsonWriter writer, MimeAddress address)
    {
        writer.WriteStartObject("emailAddress"u8);
        writer.WriteString("name"u8, address.Name);
        writer.WriteString("address"u8, address.Address);
        writer.WriteEndObject();
    }

    private static void WriteBody(Utf8JsonWriter writer, MessageVersion version, ulong select)
    {
        using var lease = version.Source.Rent();
        var message = MimeEntity.Parse(lease.Bytes);
        var part = MimeAttachment.Body(message);
        var text = part?.DecodeText() ?? "";
        var isHtml = part?.ContentType.Value == "text/html";
        if ((select & BodyPreview) != 0)
            writer.WriteString("bodyPreview"u8, Preview(text, isHtml));
        if ((select & Body) != 0)
            WriteItemBody(writer, "body"u8, text, isHtml);
        // Graph gives these two only to those who ask for them.
        if (select == PropertySet.Everything)
            return;
        if ((select & UniqueBody) != 0)
            WriteItemBody(writer, "uniqueBody"u8, text, isHtml);
        if ((select & Headers) != 0)
            WriteHeaders(writer, message);
    }

    private static string Preview(string text, bool isHtml)
    {
        var preview = new StringBuilder(PreviewLength);
        var inTag = false;
        foreach (var c in text)
        {
            if (preview.Length == PreviewLength)
                break;
            if (isHtml && c is '<' or '>')
                inTag = c == '<';
            else if (!inTag)
                preview.Append(c);
        }

        return preview.ToString().Trim();
    }

    private static void WriteItemBody(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string text, bool isHtml)
    {
        writer.WriteStartObject(name);
        writer.WriteString("contentType"u8, isHtml ? "html"u8 : "text"u8);
        writer.WriteString("content"u8, text);
        writer.WriteEndObject();
    }

    private static void WriteHeaders(Utf8JsonWriter writer, MimeEntity message)
    {
        writer.WriteStartArray("internetMessageHeaders"u8);
        foreach (var field in message.Headers.Fields)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, field.Key);
            writer.WriteString("value"u8, field.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
