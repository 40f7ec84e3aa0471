using System.Xml.Linq;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources.Microsoft365;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>A message's properties in the words of Microsoft Graph, so that whatever reads a restore point need not know where it came from.</summary>
internal static class MessageMapping
{
    private static readonly XNamespace T = EwsNames.Types;

    public static byte[] Properties(XElement message)
    {
        using var json = new ItemJson();
        json.Text("id", message.Id("ItemId"));
        json.Text("changeKey", message.ChangeKey());
        json.Text("parentFolderId", message.Id("ParentFolderId"));
        json.Text("itemClass", message.Text("ItemClass"));
        json.Text("subject", message.Text("Subject"));
        json.Person("from", message.Element(T + "From"));
        json.Person("sender", message.Element(T + "Sender"));
        json.People("toRecipients", message.Element(T + "ToRecipients"));
        json.People("ccRecipients", message.Element(T + "CcRecipients"));
        json.People("bccRecipients", message.Element(T + "BccRecipients"));
        json.People("replyTo", message.Element(T + "ReplyTo"));
        json.Time("receivedDateTime", message.Time("DateTimeReceived"));
        json.Time("sentDateTime", message.Time("DateTimeSent"));
        json.Time("createdDateTime", message.Time("DateTimeCreated"));
        json.Time("lastModifiedDateTime", message.Time("LastModifiedTime"));
        json.Texts("categories", message.Element(T + "Categories")?.Elements(T + "String").Select(c => c.Value) ?? []);
        json.Text("importance", Words.Lower(message.Text("Importance")));
        json.Flag("isRead", message.Flag("IsRead"));
        json.Flag("isDraft", message.Flag("IsDraft"));
        json.Flag("hasAttachments", message.Flag("HasAttachments"));
        json.Text("internetMessageId", message.Text("InternetMessageId"));
        json.Text("conversationId", message.Id("ConversationId"));
        if (message.Element(T + "Flag")?.Text("FlagStatus") is { } flag)
            json.Object("flag", () => json.Text("flagStatus", Words.Lower(flag)));
        return json.End();
    }

    public static ItemVersion Version(XElement message, string id, string? parentKey, byte[] properties) => new()
    {
        Key = id,
        Kind = ItemKind.Message,
        ParentKey = parentKey,
        Name = ItemJson.Clean(message.Text("Subject") ?? ""),
        CreatedAt = message.Time("DateTimeCreated"),
        ModifiedAt = message.Time("DateTimeReceived") ?? message.Time("LastModifiedTime"),
        VersionTag = VersionTag.Of(message.ChangeKey(), properties).ToString(),
        From = People.One(message.Element(T + "From")) ?? People.One(message.Element(T + "Sender")),
        To = People.Many([message.Element(T + "ToRecipients"), message.Element(T + "CcRecipients"), message.Element(T + "BccRecipients")]),
        Flags = (message.Flag("IsRead") ? ItemFlags.IsRead : 0) | (message.Flag("IsDraft") ? ItemFlags.IsDraft : 0) | (message.Flag("HasAttachments") ? ItemFlags.HasAttachments : 0),
    };
}
