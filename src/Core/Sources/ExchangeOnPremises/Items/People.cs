using System.Text;
using System.Xml.Linq;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>People as searchable text: the address, or the name where there is none.</summary>
internal static class People
{
    // A searchable column, not the record: the properties keep everybody.
    private const int LongestList = 4000;

    public static string? One(XElement? holder) => holder?.Element(EwsNames.Types + "Mailbox") is { } mailbox ? Word(mailbox) : null;

    public static string? Many(IEnumerable<XElement?> lists)
    {
        var text = new StringBuilder();
        foreach (XElement mailbox in lists.OfType<XElement>().SelectMany(l => l.Descendants(EwsNames.Types + "Mailbox")))
        {
            if (Word(mailbox) is not { Length: > 0 } one || text.Length + one.Length > LongestList)
                continue;
            text.Append(text.Length == 0 ? "" : "; ").Append(one);
        }
        return text.Length == 0 ? null : text.ToString();
    }

    private static string? Word(XElement mailbox)
    {
        string? word = mailbox.Text("EmailAddress") is { Length: > 0 } address ? address : mailbox.Text("Name");
        return word is null ? null : ItemJson.Clean(word);
    }
}
