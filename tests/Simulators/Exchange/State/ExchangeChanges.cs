using System.Text;
using System.Xml.Linq;

namespace Veeam365.Simulators.Exchange;

/// <summary>Things that owners of mailboxes do.</summary>
public static class ExchangeChanges
{
    private static readonly XNamespace T = "http://schemas.microsoft.com/exchange/services/2006/types";

    public static StoreItem Message(string folder, string subject, int length = 400) => new("", folder, "Message", subject)
    {
        Mime = Encoding.UTF8.GetBytes($"From: alice@contoso.example\r\nTo: bob@contoso.example\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{new string('x', length)} {Guid.NewGuid()}\r\n"),
    };

    public static StoreItem Contact(string folder, string name, byte[]? photo = null) => new("", folder, "Contact", name)
    {
        Properties =
        [
            new XElement(T + "FileAs", name),
            new XElement(T + "DisplayName", name),
            new XElement(T + "GivenName", name.Split(' ')[0]),
            new XElement(T + "EmailAddresses", new XElement(T + "Entry", new XAttribute("Key", "EmailAddress1"), name.Replace(' ', '.') + "@fabrikam.example")),
            new XElement(T + "PhoneNumbers", new XElement(T + "Entry", new XAttribute("Key", "AssistantPhone"), "+49 30 1"), new XElement(T + "Entry", new XAttribute("Key", "BusinessPhone"), "+49 30 2")),
        ],
        Attachments = photo is null ? [] : [new StoreAttachment("", "ContactPicture.jpg", photo) { IsContactPhoto = true }],
    };

    public static StoreItem Event(string folder, string subject, bool isSeries = false) => new("", folder, "CalendarItem", subject)
    {
        Properties =
        [
            new XElement(T + "UID", subject),
            new XElement(T + "Start", "2026-11-23T08:00:00Z"),
            new XElement(T + "End", "2026-11-23T09:00:00Z"),
            new XElement(T + "IsAllDayEvent", false),
            new XElement(T + "LegacyFreeBusyStatus", "Busy"),
            new XElement(T + "CalendarItemType", isSeries ? "RecurringMaster" : "Single"),
            new XElement(T + "StartTimeZone", new XAttribute("Id", "W. Europe Standard Time")),
            .. isSeries ? (XElement[])[Weekly()] : [],
        ],
    };

    private static XElement Weekly() => new(
        T + "Recurrence",
        new XElement(T + "WeeklyRecurrence", new XElement(T + "Interval", 1), new XElement(T + "DaysOfWeek", "Monday")),
        new XElement(T + "NumberedRecurrence", new XElement(T + "StartDate", "2026-11-23Z"), new XElement(T + "NumberOfOccurrences", 10)));

    /// <summary>One change at random.</summary>
    public static void Make(ExchangeStore store, Random random)
    {
        lock (store.Sync)
        {
            StoreItem[] items = [.. store.Items];
            StoreFolder[] own = [.. store.Folders.Where(f => f.WellKnown is null)];
            StoreItem? item = items.Length == 0 ? null : items[random.Next(items.Length)];
            switch (random.Next(14))
            {
                case 0:
                    store.AddFolder($"F{random.Next(1000)}", Pick(store, random, "Folder").Id);
                    break;
                case 1 when own.Length > 0:
                    store.ChangeFolder(own[random.Next(own.Length)].Id, f => f with { Name = $"R{random.Next(1000)}", IsHidden = random.Next(5) == 0 });
                    break;
                case 2 when own.Length > 0:
                    MoveFolder(store, own[random.Next(own.Length)], Pick(store, random, "Folder"));
                    break;
                case 3 when own.Length > 0 && random.Next(3) == 0:
                    store.DeleteFolder(own[random.Next(own.Length)].Id);
                    break;
                case 4 when item is not null:
                    store.Move(item.Id, TargetOf(store, random, item));
                    break;
                case 5 when item is not null:
                    store.Delete(item.Id);
                    break;
                case 6 when item is { Type: "Message" }:
                    store.SetRead(item.Id, random.Next(2) == 0);
                    break;
                case 7 or 8 when item is not null:
                    Edit(store, random, item);
                    break;
                case 9 when store.Prefix.Length == 0:
                    store.Add(Contact(Pick(store, random, "ContactsFolder").Id, $"Name {random.Next(1000)}", random.Next(3) == 0 ? Bytes(random) : null));
                    break;
                case 10 when store.Prefix.Length == 0:
                    AddEvent(store, random);
                    break;
                case 11 when store.Prefix.Length == 0 && random.Next(3) == 0:
                    store.AddFolder($"C{random.Next(1000)}", store.FolderId("msgfolderroot"), random.Next(2) == 0 ? "IPF.Contact" : "IPF.Appointment");
                    break;
                default:
                    store.Add(Message(Pick(store, random, "Folder").Id, $"M{random.Next(10_000)}{(random.Next(20) == 0 ? " \u0001<&>\ud83d\ude00" : "")}", random.Next(40) == 0 ? 300_000 : random.Next(2000)));
                    break;
            }
        }
    }

    private static void AddEvent(ExchangeStore store, Random random)
    {
        string folder = Pick(store, random, "CalendarFolder").Id;
        StoreItem added = Event(folder, $"E{random.Next(1000)}", random.Next(3) == 0);
        if (random.Next(3) == 0)
            added = added with { Attachments = [new StoreAttachment("", "a.bin", Bytes(random))] };
        if (added.Properties.Any(p => p.Name.LocalName == "Recurrence") && random.Next(2) == 0)
            added = added with { Exceptions = [Event(folder, added.Subject + " changed")] };
        store.Add(added);
    }

    private static void Edit(ExchangeStore store, Random random, StoreItem item)
    {
        StoreItem fresh = item.Type switch
        {
            "Contact" => Contact(item.FolderId, $"Name {random.Next(1000)}"),
            "CalendarItem" => Event(item.FolderId, $"E{random.Next(1000)}"),
            _ => Message(item.FolderId, $"M{random.Next(10_000)}"),
        };
        store.Change(item.Id, i => random.Next(2) == 0
            ? i with { Categories = [$"Category {random.Next(5)}"] }
            : i with { Subject = fresh.Subject, Mime = fresh.Mime, Properties = fresh.Properties });
    }

    // Contacts and events go to folders of their kind, or are deleted.
    private static string TargetOf(ExchangeStore store, Random random, StoreItem item) => item.Type switch
    {
        "Contact" when random.Next(2) == 0 => Pick(store, random, "ContactsFolder").Id,
        "CalendarItem" when random.Next(2) == 0 => Pick(store, random, "CalendarFolder").Id,
        "Message" => Pick(store, random, "Folder").Id,
        _ => store.FolderId("deleteditems"),
    };

    private static void MoveFolder(ExchangeStore store, StoreFolder folder, StoreFolder parent)
    {
        for (StoreFolder? above = parent; above is not null; above = store.Folders.FirstOrDefault(f => f.Id == above.ParentId))
        {
            if (above.Id == folder.Id)
                return;
        }
        store.ChangeFolder(folder.Id, f => f with { ParentId = parent.Id });
    }

    private static StoreFolder Pick(ExchangeStore store, Random random, string type)
    {
        StoreFolder[] folders = [.. store.Folders.Where(f => f.Type == type && f.WellKnown is not ("recoverableitemsroot" or "archiverecoverableitemsroot" or "recipientcache"))];
        return folders[random.Next(folders.Length)];
    }

    private static byte[] Bytes(Random random)
    {
        byte[] bytes = new byte[random.Next(1, 5000)];
        random.NextBytes(bytes);
        return bytes;
    }
}
