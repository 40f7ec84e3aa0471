using System.Xml.Linq;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>What contacts and events have in common, in the words of Microsoft Graph.</summary>
internal static class ItemMapping
{
    public static void WriteCommon(ItemJson json, XElement item)
    {
        json.Text("id", item.Id("ItemId"));
        json.Text("changeKey", item.ChangeKey());
        json.Text("parentFolderId", item.Id("ParentFolderId"));
        json.Text("itemClass", item.Text("ItemClass"));
        json.Time("createdDateTime", item.Time("DateTimeCreated"));
        json.Time("lastModifiedDateTime", item.Time("LastModifiedTime"));
        json.Texts("categories", item.Element(EwsNames.Types + "Categories")?.Elements(EwsNames.Types + "String").Select(c => c.Value) ?? []);
    }
}
