using System.Globalization;
using System.Xml.Linq;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>The requests, as XML that is built and never pasted together.</summary>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/ews-operations-in-exchange</remarks>
internal static class EwsRequests
{
    private static readonly XNamespace T = EwsNames.Types;
    private static readonly XNamespace M = EwsNames.Messages;

    private static readonly string[] MessageFields =
    [
        "item:ParentFolderId", "item:ItemClass", "item:Subject", "item:Sensitivity", "item:DateTimeReceived", "item:Size", "item:Categories", "item:Importance", "item:InReplyTo",
        "item:DateTimeSent", "item:DateTimeCreated", "item:HasAttachments", "item:LastModifiedTime", "item:IsDraft", "item:ConversationId", "item:Flag",
        "message:From", "message:Sender", "message:ToRecipients", "message:CcRecipients", "message:BccRecipients", "message:ReplyTo", "message:IsRead", "message:InternetMessageId",
    ];

    /// <summary>Puts a request into its envelope, in the name of a mailbox's owner.</summary>
    public static XDocument Envelope(XElement request, string mailbox) => new(new XElement(
        EwsNames.Soap + "Envelope",
        new XAttribute(XNamespace.Xmlns + "soap", EwsNames.Soap),
        new XAttribute(XNamespace.Xmlns + "t", T),
        new XAttribute(XNamespace.Xmlns + "m", M),
        new XElement(
            EwsNames.Soap + "Header",
            new XElement(T + "RequestServerVersion", new XAttribute("Version", "Exchange2013_SP1")),
            new XElement(T + "ExchangeImpersonation", new XElement(T + "ConnectingSID", new XElement(T + "SmtpAddress", mailbox)))),
        new XElement(EwsNames.Soap + "Body", request)));

    /// <summary>Folders by their well-known names: their ids, in the order of the names.</summary>
    public static XElement GetFolders(IEnumerable<string> names) => new(
        M + "GetFolder",
        new XElement(M + "FolderShape", new XElement(T + "BaseShape", "IdOnly")),
        new XElement(M + "FolderIds", names.Select(n => new XElement(T + "DistinguishedFolderId", new XAttribute("Id", n)))));

    public static XElement SyncFolders(string root, string? state) => new(
        M + "SyncFolderHierarchy",
        new XElement(
            M + "FolderShape",
            new XElement(T + "BaseShape", "IdOnly"),
            new XElement(
                T + "AdditionalProperties",
                Field("folder:FolderClass"),
                Field("folder:ParentFolderId"),
                Field("folder:DisplayName"),
                Field("folder:TotalCount"),
                // PidTagAttributeHidden
                new XElement(T + "ExtendedFieldURI", new XAttribute("PropertyTag", "0x10F4"), new XAttribute("PropertyType", "Boolean")))),
        new XElement(M + "SyncFolderId", new XElement(T + "DistinguishedFolderId", new XAttribute("Id", root))),
        State(state));

    public static XElement SyncItems(string folderId, string? state, int most) => new(
        M + "SyncFolderItems",
        new XElement(
            M + "ItemShape",
            new XElement(T + "BaseShape", "IdOnly"),
            new XElement(T + "AdditionalProperties", Field("item:Size"))),
        new XElement(M + "SyncFolderId", new XElement(T + "FolderId", new XAttribute("Id", folderId))),
        State(state),
        new XElement(M + "MaxChangesReturned", most.ToString(CultureInfo.InvariantCulture)),
        new XElement(M + "SyncScope", "NormalItems"));

    /// <summary>Messages: what is shown of them, and their MIME where it is wanted.</summary>
    public static XElement GetMessages(IEnumerable<string> ids, bool withMime) => GetItems(
        ids,
        new XElement(T + "BaseShape", "IdOnly"),
        new XElement(T + "IncludeMimeContent", withMime),
        new XElement(T + "AdditionalProperties", MessageFields.Select(Field)));

    public static XElement GetMime(string id) => GetItems([id], new XElement(T + "BaseShape", "IdOnly"), new XElement(T + "IncludeMimeContent", true));

    /// <summary>Contacts and events, whole but for the contents of what is attached.</summary>
    public static XElement GetWhole(IEnumerable<string> ids) => GetItems(
        ids,
        new XElement(T + "BaseShape", "AllProperties"),
        new XElement(T + "BodyType", "Best"),
        new XElement(T + "AdditionalProperties", Field("item:Body"), Field("item:Categories"), Field("item:ParentFolderId"), Field("item:Attachments")));

    public static XElement GetAttachment(string id) => new(
        M + "GetAttachment",
        new XElement(M + "AttachmentShape", new XElement(T + "IncludeMimeContent", true)),
        new XElement(M + "AttachmentIds", new XElement(T + "AttachmentId", new XAttribute("Id", id))));

    private static XElement GetItems(IEnumerable<string> ids, params XElement[] shape) => new(
        M + "GetItem",
        new XElement(M + "ItemShape", shape),
        new XElement(M + "ItemIds", ids.Select(id => new XElement(T + "ItemId", new XAttribute("Id", id)))));

    private static XElement Field(string uri) => new(T + "FieldURI", new XAttribute("FieldURI", uri));

    private static XElement? State(string? state) => state is null ? null : new XElement(M + "SyncState", state);
}
