using System.Text.Json;
using System.Xml.Linq;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>A folder of a mailbox, of whatever class, as the hierarchy tells it. Kept in the object's state, so that a change of the hierarchy can be applied to what it was.</summary>
/// <param name="Id">Its id, which it keeps when it is moved or renamed.</param>
/// <param name="ParentId">The folder it lies in.</param>
/// <param name="Name">Its name.</param>
/// <param name="Class">Its container class, e.g. IPF.Note; empty for none.</param>
/// <param name="Type">The element that told it: Folder, CalendarFolder, ContactsFolder, SearchFolder, TasksFolder.</param>
/// <param name="IsHidden">True when clients hide it.</param>
internal sealed record FolderEntry(string Id, string ParentId, string Name, string Class, string Type, bool IsHidden)
{
    /// <summary>Items in it when the hierarchy told of it last; not kept.</summary>
    public long Count { get; init; }

    public static FolderEntry? Of(XElement folder) => folder.Id("FolderId") is { } id
        ? new FolderEntry(id, folder.Id("ParentFolderId") ?? "", Clean(folder.Text("DisplayName")), folder.Text("FolderClass") ?? "", folder.Name.LocalName, IsHiddenOf(folder)) { Count = folder.Number("TotalCount") }
        : null;

    public byte[] ToJson()
    {
        using var json = new ItemJson();
        json.Text("id", Id);
        json.Text("displayName", Name);
        json.Text("parentFolderId", ParentId);
        json.Text("folderClass", Class);
        json.Text("type", Type);
        json.Flag("isHidden", IsHidden);
        return json.End();
    }

    /// <summary>Null for what is no folder: then the hierarchy is read anew.</summary>
    public static FolderEntry? FromJson(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8);
            JsonElement json = JsonElement.ParseValue(ref reader);
            return new FolderEntry(
                json.GetProperty("id").GetString()!,
                json.GetProperty("parentFolderId").GetString()!,
                json.GetProperty("displayName").GetString()!,
                json.GetProperty("folderClass").GetString()!,
                json.GetProperty("type").GetString()!,
                json.GetProperty("isHidden").GetBoolean());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    // The only extended property that is asked for.
    private static bool IsHiddenOf(XElement folder) => folder.Element(EwsNames.Types + "ExtendedProperty")?.Flag("Value") ?? false;

    private static string Clean(string? text) => ItemJson.Clean(text ?? "");
}
