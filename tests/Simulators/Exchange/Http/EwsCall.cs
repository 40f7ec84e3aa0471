using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace Veeam365.Simulators.Exchange;

/// <summary>One request about one mailbox, whose lock is held.</summary>
internal sealed class EwsCall(SimulatedExchangeMailbox mailbox, ExchangeSimulatorOptions options)
{
    private static readonly XNamespace T = EwsWriter.T;
    private static readonly XNamespace M = EwsWriter.M;

    private IEnumerable<ExchangeStore> Stores => mailbox.Archive is { } archive ? [mailbox.Store, archive] : [mailbox.Store];

    public IEnumerable<XElement> GetFolders(XElement request) => request.Element(M + "FolderIds")!.Elements().Select(id => Find(id) is var (store, folder)
        ? EwsWriter.Success("GetFolder", new XElement(M + "Folders", EwsWriter.Folder(folder, store.CountIn(folder.Id))))
        : EwsWriter.Error("GetFolder", "ErrorFolderNotFound")).ToList();

    public XElement SyncFolders(XElement request)
    {
        const string Operation = "SyncFolderHierarchy";
        if (Find(request.Element(M + "SyncFolderId")!.Elements().First()) is not var (store, root))
            return EwsWriter.Error(Operation, "ErrorSyncFolderNotFound");
        if (!TryReadState(request, store, root.Id, out long after, out _))
            return EwsWriter.Error(Operation, "ErrorInvalidSyncStateData");
        (IReadOnlyList<StoreFolder> folders, long position) = store.FolderChanges(root.Id, after);
        // The first answer tells only of what is there.
        folders = after == 0 ? [.. folders.Where(f => !f.IsGone)] : folders;
        return EwsWriter.Success(
            Operation,
            new XElement(M + "SyncState", State(store, root.Id, folders.Count == 0 ? after : position, position)),
            new XElement(M + "IncludesLastFolderInRange", true),
            new XElement(M + "Changes", folders.Select(f => f.IsGone
                ? new XElement(T + "Delete", EwsWriter.Id("FolderId", f.Id, "AQAA"))
                : new XElement(T + (f.CreatedAt > after ? "Create" : "Update"), EwsWriter.Folder(f, store.CountIn(f.Id))))));
    }

    public XElement SyncItems(XElement request)
    {
        const string Operation = "SyncFolderItems";
        if (Find(request.Element(M + "SyncFolderId")!.Elements().First()) is not var (store, folder))
            return EwsWriter.Error(Operation, "ErrorSyncFolderNotFound");
        if (!TryReadState(request, store, folder.Id, out long after, out long told))
            return EwsWriter.Error(Operation, "ErrorInvalidSyncStateData");
        IReadOnlyList<(StoreItem Item, long At)> changes = store.ItemChanges(folder.Id, after);
        int most = Math.Min(options.MostChanges, int.Parse(request.Element(M + "MaxChangesReturned")!.Value, CultureInfo.InvariantCulture));
        List<(StoreItem Item, long At)> page = [.. changes.Take(most)];
        // What was told is known up to where the last complete round began: an item that changed twice shows once, by its last change.
        bool isLast = page.Count == changes.Count;
        long next = page.Count == 0 ? after : page[^1].At;
        return EwsWriter.Success(
            Operation,
            new XElement(M + "SyncState", State(store, folder.Id, next, isLast ? next : told)),
            new XElement(M + "IncludesLastItemInRange", isLast),
            new XElement(M + "Changes", page.Select(c => Change(c.Item, told))));
    }

    public IEnumerable<XElement> GetItems(XElement request)
    {
        XElement shape = request.Element(M + "ItemShape")!;
        bool withMime = shape.Element(T + "IncludeMimeContent")?.Value == "true";
        bool isWhole = shape.Element(T + "BaseShape")!.Value == "AllProperties";
        return request.Element(M + "ItemIds")!.Elements().Select(id => GetItem(id.Attribute("Id")!.Value, withMime, isWhole)).ToList();
    }

    public IEnumerable<XElement> GetAttachments(XElement request) => request.Element(M + "AttachmentIds")!.Elements()
        .Select(id => Stores.Select(s => s.FindAttachment(id.Attribute("Id")!.Value)).FirstOrDefault(a => a is not null) is { } attachment
            ? EwsWriter.Success("GetAttachment", new XElement(M + "Attachments", EwsWriter.Attachment(attachment, attachment.Content)))
            : EwsWriter.Error("GetAttachment", "ErrorItemNotFound")).ToList();

    private XElement GetItem(string id, bool withMime, bool isWhole)
    {
        if (Stores.Select(s => s.FindItem(id)).FirstOrDefault(i => i is not null) is not { } item)
            return EwsWriter.Error("GetItem", "ErrorItemNotFound");
        return item.Defect is { } defect && (withMime || isWhole)
            ? EwsWriter.Error("GetItem", defect)
            : EwsWriter.Success("GetItem", new XElement(M + "Items", EwsWriter.Item(item, withMime, isWhole: true)));
    }

    private static XElement Change(StoreItem item, long after)
    {
        if (item.GoneAt > 0)
            return new XElement(T + "Delete", EwsWriter.Id("ItemId", item.Id, item.ChangeKey));
        if (item.ArrivedAt <= after && item.ContentAt <= after)
            return new XElement(T + "ReadFlagChange", EwsWriter.Id("ItemId", item.Id, item.ChangeKey), new XElement(T + "IsRead", item.IsRead));
        return new XElement(
            T + (item.ArrivedAt > after ? "Create" : "Update"),
            new XElement(T + item.Type, EwsWriter.Id("ItemId", item.Id, item.ChangeKey), new XElement(T + "Size", item.Mime.Length)));
    }

    private (ExchangeStore Store, StoreFolder Folder)? Find(XElement id)
    {
        string value = id.Attribute("Id")!.Value;
        foreach (ExchangeStore store in Stores)
        {
            if ((id.Name.LocalName == "DistinguishedFolderId" ? store.WellKnown(value) : store.FindFolder(value)) is { IsGone: false } found)
                return (store, found);
        }
        return null;
    }

    private static bool TryReadState(XElement request, ExchangeStore store, string folder, out long after, out long told)
    {
        (after, told) = (0, 0);
        if (request.Element(M + "SyncState") is not { Value: { Length: > 0 } text })
            return true;
        try
        {
            string[] parts = Encoding.UTF8.GetString(Convert.FromBase64String(text)).Split('\n');
            return parts.Length == 4 && parts[0] == store.Epoch.ToString(CultureInfo.InvariantCulture) && parts[1] == folder && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out after)
                && long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out told);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static string State(ExchangeStore store, string folder, long after, long told) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{store.Epoch}\n{folder}\n{after}\n{told}")));
}
