using System.Text;
using System.Xml.Linq;
using Veeam365.Backup.Core.Sources.Microsoft365;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>What is attached to a contact or event, embedded into its JSON as Microsoft Graph's attachments are; a contact's picture as its photo.</summary>
internal sealed class Attachments(EwsClient ews, string mailbox)
{
    private static readonly XNamespace T = EwsNames.Types;

    /// <summary>Adds the members to an object that is not closed yet.</summary>
    public void Add(List<EmbeddedPart> parts, XElement item)
    {
        List<XElement> all = [.. item.Element(T + "Attachments")?.Elements().Where(a => a.Id("AttachmentId") is not null) ?? []];
        if (all.Find(a => a.Flag("IsContactPhoto")) is { } photo)
        {
            parts.Add(Content(photo, ",\"photo\":{", "Its photo"));
            parts.Add(Literal("}"));
            all.Remove(photo);
        }

        for (int i = 0; i < all.Count; i++)
        {
            byte[] told = Describe(all[i]);
            parts.Add(new EmbeddedPart((byte[])[.. Encoding.UTF8.GetBytes(i == 0 ? ",\"attachments\":[" : ","), .. told[..^1]]));
            // A reference is a link: there is nothing to read.
            if (all[i].Name.LocalName != "ReferenceAttachment")
                parts.Add(Content(all[i], ",", $"Attachment {i + 1} of {all.Count}"));
            parts.Add(Literal(i == all.Count - 1 ? "}]" : "}"));
        }
    }

    private EmbeddedPart Content(XElement attachment, string before, string what)
    {
        var content = new EwsContent(ews, mailbox, EwsRequests.GetAttachment(attachment.Id("AttachmentId")!));
        return new EmbeddedPart(Encoding.UTF8.GetBytes(before), async token => await content.OpenAsync(token).ConfigureAwait(false), what);
    }

    private static byte[] Describe(XElement attachment)
    {
        using var json = new ItemJson();
        json.Text("@odata.type", attachment.Name.LocalName switch
        {
            "ItemAttachment" => "#microsoft.graph.itemAttachment",
            "ReferenceAttachment" => "#microsoft.graph.referenceAttachment",
            _ => "#microsoft.graph.fileAttachment",
        });
        json.Text("id", attachment.Id("AttachmentId"));
        json.Text("name", attachment.Text("Name"));
        json.Text("contentType", attachment.Text("ContentType"));
        json.Text("contentId", attachment.Text("ContentId"));
        json.Number("size", attachment.Number("Size"));
        json.Flag("isInline", attachment.Flag("IsInline"));
        json.Time("lastModifiedDateTime", attachment.Time("LastModifiedTime"));
        return json.End();
    }

    private static EmbeddedPart Literal(string text) => new(Encoding.UTF8.GetBytes(text));
}
