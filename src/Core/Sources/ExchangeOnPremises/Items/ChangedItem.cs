using System.Xml.Linq;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>What a page of changes says of one item.</summary>
/// <param name="Id">Its id, which it loses when it is moved to another folder.</param>
/// <param name="ChangeKey">The mark of its state; empty when that was not told.</param>
/// <param name="Type">The element that told it: Message, Contact, CalendarItem...; empty when that was not told.</param>
/// <param name="Size">Bytes in the store; 0 when that was not told.</param>
/// <param name="Kind">What happened.</param>
internal sealed record ChangedItem(string Id, string ChangeKey, string Type, long Size, ItemChange Kind)
{
    public static ChangedItem? Of(XElement change)
    {
        XElement? item = change.Elements().FirstOrDefault();
        return change.Name.LocalName switch
        {
            "Create" or "Update" when item?.Id("ItemId") is { } id => new ChangedItem(id, item.ChangeKey(), item.Name.LocalName, item.Number("Size"), ItemChange.Told),
            "ReadFlagChange" when change.Id("ItemId") is { } id => new ChangedItem(id, change.ChangeKey(), "", 0, ItemChange.ReadFlag),
            "Delete" when change.Id("ItemId") is { } id => new ChangedItem(id, "", "", 0, ItemChange.Gone),
            _ => null,
        };
    }
}
