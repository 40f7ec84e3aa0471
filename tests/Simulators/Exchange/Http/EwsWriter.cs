using System.Globalization;
using System.Xml.Linq;

namespace Veeam365.Simulators.Exchange;

/// <summary>Answers and their parts, as Exchange writes them.</summary>
internal static class EwsWriter
{
    public static readonly XNamespace T = "http://schemas.microsoft.com/exchange/services/2006/types";
    public static readonly XNamespace M = "http://schemas.microsoft.com/exchange/services/2006/messages";

    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static XElement Answer(string operation, IEnumerable<XElement> messages) => new(
        M + (operation + "Response"),
        new XAttribute(XNamespace.Xmlns + "m", M),
        new XAttribute(XNamespace.Xmlns + "t", T),
        new XElement(M + "ResponseMessages", messages));

    public static XElement Success(string operation, params object?[] content) =>
        new(M + (operation + "ResponseMessage"), new XAttribute("ResponseClass", "Success"), new XElement(M + "ResponseCode", "NoError"), content);

    public static XElement Error(string operation, string code) => new(
        M + (operation + "ResponseMessage"), new XAttribute("ResponseClass", "Error"), new XElement(M + "MessageText", "It did not work."), new XElement(M + "ResponseCode", code));

    public static XElement Folder(StoreFolder folder, int count) => new(
        T + folder.Type,
        Id("FolderId", folder.Id, "AQAA"),
        folder.ParentId is null ? null : Id("ParentFolderId", folder.ParentId, "AQAA"),
        folder.Class is null ? null : new XElement(T + "FolderClass", folder.Class),
        new XElement(T + "DisplayName", folder.Name),
        new XElement(T + "TotalCount", count),
        folder.IsHidden ? new XElement(T + "ExtendedProperty", new XElement(T + "ExtendedFieldURI", new XAttribute("PropertyTag", "0x10f4"), new XAttribute("PropertyType", "Boolean")), new XElement(T + "Value", "true")) : null);

    public static XElement Id(string name, string id, string changeKey) => new(T + name, new XAttribute("Id", id), new XAttribute("ChangeKey", changeKey));

    public static XElement Item(StoreItem item, bool withMime, bool isWhole) => item.Type is "Message" ? Message(item, withMime) : Whole(item, isWhole);

    /// <summary>When something happened: a moment per change, so that equal states tell equal times.</summary>
    public static string Time(long change) => Epoch.AddSeconds(change).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static XElement Message(StoreItem item, bool withMime) => new(
        T + "Message",
        withMime ? new XElement(T + "MimeContent", new XAttribute("CharacterSet", "UTF-8"), Convert.ToBase64String(item.Mime)) : null,
        Id("ItemId", item.Id, item.ChangeKey),
        Id("ParentFolderId", item.FolderId, "AQAA"),
        new XElement(T + "ItemClass", "IPM.Note"),
        new XElement(T + "Subject", item.Subject),
        new XElement(T + "DateTimeReceived", Time(item.ArrivedAt)),
        new XElement(T + "Size", item.Mime.Length),
        item.Categories.Count == 0 ? null : new XElement(T + "Categories", item.Categories.Select(c => new XElement(T + "String", c))),
        new XElement(T + "Importance", "Normal"),
        new XElement(T + "IsDraft", false),
        new XElement(T + "DateTimeCreated", Time(item.ArrivedAt)),
        new XElement(T + "HasAttachments", false),
        new XElement(T + "LastModifiedTime", Time(item.ChangedAt)),
        new XElement(T + "ToRecipients", Mailbox("Bob", "bob@contoso.example")),
        new XElement(T + "From", Mailbox("Alice", "alice@contoso.example")),
        new XElement(T + "IsRead", item.IsRead));

    private static XElement Whole(StoreItem item, bool isWhole) => new(
        T + item.Type,
        Id("ItemId", item.Id, item.ChangeKey),
        isWhole ? Id("ParentFolderId", item.FolderId, "AQAA") : null,
        isWhole ? new XElement(T + "Subject", item.Subject) : null,
        isWhole && item.Categories.Count > 0 ? new XElement(T + "Categories", item.Categories.Select(c => new XElement(T + "String", c))) : null,
        isWhole ? new XElement(T + "DateTimeCreated", Time(item.ArrivedAt)) : null,
        isWhole ? new XElement(T + "LastModifiedTime", Time(item.ChangedAt)) : null,
        isWhole && item.Attachments.Count > 0 ? new XElement(T + "Attachments", item.Attachments.Select(Attachment)) : null,
        isWhole ? item.Properties.Select(p => new XElement(p)) : null,
        isWhole && item.Exceptions.Count > 0
            ? new XElement(T + "ModifiedOccurrences", item.Exceptions.Select(e => new XElement(T + "Occurrence", Id("ItemId", e.Id, e.ChangeKey))))
            : null);

    public static XElement Attachment(StoreAttachment attachment) => Attachment(attachment, content: null);

    public static XElement Attachment(StoreAttachment attachment, byte[]? content) => new(
        T + "FileAttachment",
        new XElement(T + "AttachmentId", new XAttribute("Id", attachment.Id)),
        new XElement(T + "Name", attachment.Name),
        new XElement(T + "ContentType", "application/octet-stream"),
        new XElement(T + "Size", attachment.Content.Length),
        new XElement(T + "IsInline", false),
        new XElement(T + "IsContactPhoto", attachment.IsContactPhoto),
        content is null ? null : new XElement(T + "Content", Convert.ToBase64String(content)));

    private static XElement Mailbox(string name, string address) => new(T + "Mailbox", new XElement(T + "Name", name), new XElement(T + "EmailAddress", address), new XElement(T + "RoutingType", "SMTP"));
}
