using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>
/// An item as Exchange tells it, as text. It is kept beside the words of Graph, so that what they have none for (an assistant's phone number, a billing note) is not lost.
/// </summary>
internal static class ItemXml
{
    // They follow from the rest, from who asks or from when, or are held apart.
    private static readonly HashSet<string> LeftOut = ["EffectiveRights", "Attachments", "Body", "MimeContent", "Preview", "UniqueBody", "NormalizedBody", "TextBody", "ParentFolderId", "InstanceKey", "AdjacentMeetings", "ConflictingMeetings", "WebClientReadFormQueryString", "WebClientEditFormQueryString"];

    public static string Of(XElement item)
    {
        var copy = new XElement(item);
        copy.Elements().Where(e => LeftOut.Contains(e.Name.LocalName)).ToList().ForEach(e => e.Remove());
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, CheckCharacters = false, NewLineHandling = NewLineHandling.Entitize }))
            copy.WriteTo(writer);
        return text.ToString();
    }
}
