using System.Text.Json;

namespace Veeam365.Simulators.Graph;

/// <summary>Drives and items as OneDrive for Business writes them: no cTag, no path in parentReference.</summary>
internal static class DriveJson
{
    public static PropertySet Properties { get; } = new(
        "microsoft.graph.driveItem",
        "createdDateTime", "lastModifiedDateTime", "eTag", "name", "size", "webUrl", "parentReference", "file", "folder", "root",
        "fileSystemInfo", "deleted", "createdBy", "lastModifiedBy", "@microsoft.graph.downloadUrl", "content.downloadUrl", "shared");

    private const ulong Created = 1UL << 0, Modified = 1UL << 1, ETag = 1UL << 2, Name = 1UL << 3, Size = 1UL << 4, WebUrl = 1UL << 5,
        Parent = 1UL << 6, FileFacet = 1UL << 7, FolderFacet = 1UL << 8, RootFacet = 1UL << 9, FileSystemInfo = 1UL << 10,
        Deleted = 1UL << 11, CreatedBy = 1UL << 12, ModifiedBy = 1UL << 13, DownloadUrl = 3UL << 14, Shared = 1UL << 16;

    public static void WriteDrive(Utf8JsonWriter writer, SimulatedDrive drive)
    {
        const long total = 1L << 40;
        var used = drive.GetItem("root").Size;
        writer.WriteStartObject();
        writer.WriteString("id"u8, drive.Id);
        writer.WriteString("name"u8, drive.LibraryName ?? "OneDrive");
        writer.WriteString("driveType"u8, drive.LibraryName is null ? "business"u8 : "documentLibrary"u8);
        writer.WriteString("createdDateTime"u8, drive.Created.UtcDateTime);
        writer.WriteString("lastModifiedDateTime"u8, drive.GetItem("root").Modified.UtcDateTime);
        writer.WriteString("webUrl"u8, drive.WebUrl);
        WriteIdentity(writer, "owner"u8, drive.OwnerName);
        writer.WriteStartObject("quota"u8);
        writer.WriteNumber("deleted"u8, 0);
        writer.WriteNumber("remaining"u8, total - used);
        writer.WriteString("state"u8, "normal"u8);
        writer.WriteNumber("total"u8, total);
        writer.WriteNumber("used"u8, used);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static void Write(GraphCall call, Utf8JsonWriter writer, SimulatedDrive drive, DriveItemVersion item, ulong select)
    {
        writer.WriteStartObject();
        if (item is { IsFolder: false, IsDeleted: false, IsPackage: false } && (select & DownloadUrl) != 0)
            writer.WriteString("@microsoft.graph.downloadUrl"u8, call.Simulator.Downloads.UrlOf(call, drive, item.Ordinal));
        writer.WriteString("id"u8, drive.Ids.Item(item.Ordinal));
        if ((select & Parent) != 0)
            WriteParent(writer, drive, item);
        if (item.IsDeleted)
            WriteDeleted(writer, item);
        else
            WritePresent(call, writer, drive, item, select);
        writer.WriteEndObject();
    }

    /// <summary>A removal names the item and little more.</summary>
    private static void WriteDeleted(Utf8JsonWriter writer, DriveItemVersion item)
    {
        writer.WriteNumber("size"u8, 0);
        WriteEmpty(writer, item.IsFolder ? "folder"u8 : "file"u8);
        writer.WriteStartObject("deleted"u8);
        writer.WriteString("state"u8, "deleted"u8);
        writer.WriteEndObject();
    }

    private static void WritePresent(GraphCall call, Utf8JsonWriter writer, SimulatedDrive drive, DriveItemVersion item, ulong select)
    {
        if ((select & Created) != 0)
            writer.WriteString("createdDateTime"u8, item.Created.UtcDateTime);
        if ((select & Modified) != 0)
            writer.WriteString("lastModifiedDateTime"u8, item.Modified.UtcDateTime);
        if ((select & ETag) != 0)
            writer.WriteString("eTag"u8, $"\"{{{drive.Ids.ItemGuid(item.Ordinal).ToString("D").ToUpperInvariant()}}},{item.Number}\"");
        if ((select & Name) != 0)
            writer.WriteString("name"u8, item.Name);
        if ((select & Size) != 0)
            writer.WriteNumber("size"u8, item.Size);
        if ((select & WebUrl) != 0)
            writer.WriteString("webUrl"u8, item.Parent < 0 ? drive.WebUrl : $"{drive.WebUrl}/{Uri.EscapeDataString(item.Name)}");
        if ((select & CreatedBy) != 0)
            WriteIdentity(writer, "createdBy"u8, item.CreatedBy ?? drive.OwnerName);
        if ((select & ModifiedBy) != 0)
            WriteIdentity(writer, "lastModifiedBy"u8, item.ModifiedBy ?? drive.OwnerName);
        if ((select & FileSystemInfo) != 0)
            WriteFileSystemInfo(writer, item);
        WriteFacets(call, writer, item, select);
    }

    private static void WriteFacets(GraphCall call, Utf8JsonWriter writer, DriveItemVersion item, ulong select)
    {
        if (!item.Permissions.IsEmpty && (select & Shared) != 0)
        {
            writer.WriteStartObject("shared"u8);
            writer.WriteString("scope"u8, item.Permissions[0].LinkScope ?? "users");
            writer.WriteEndObject();
        }

        if (item.Parent < 0 && (select & RootFacet) != 0)
            WriteEmpty(writer, "root"u8);
        if (item.IsFolder && (select & FolderFacet) != 0)
        {
            writer.WriteStartObject("folder"u8);
            writer.WriteNumber("childCount"u8, item.ChildCount);
            writer.WriteEndObject();
        }

        if (item.IsMalware)
            WriteEmpty(writer, "malware"u8);
        if (item.IsPackage)
            WritePackage(writer);
        if (item.IsFolder || item.IsPackage || (select & FileFacet) == 0)
            return;
        writer.WriteStartObject("file"u8);
        writer.WriteString("mimeType"u8, MimeTypes.Of(item.Name));
        writer.WriteStartObject("hashes"u8);
        writer.WriteString("quickXorHash"u8, call.WrongHashes ? QuickXorHash.Compute([1, 2, 3]) : item.Content!.QuickXorHash);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WritePackage(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("package"u8);
        writer.WriteString("type"u8, "oneNote"u8);
        writer.WriteEndObject();
    }

    private static void WriteFileSystemInfo(Utf8JsonWriter writer, DriveItemVersion item)
    {
        writer.WriteStartObject("fileSystemInfo"u8);
        writer.WriteString("createdDateTime"u8, item.Created.UtcDateTime);
        writer.WriteString("lastModifiedDateTime"u8, item.Modified.UtcDateTime);
        writer.WriteEndObject();
    }

    private static void WriteParent(Utf8JsonWriter writer, SimulatedDrive drive, DriveItemVersion item)
    {
        writer.WriteStartObject("parentReference"u8);
        writer.WriteString("driveType"u8, drive.LibraryName is null ? "business"u8 : "documentLibrary"u8);
        writer.WriteString("driveId"u8, drive.Id);
        if (item.Parent >= 0)
            writer.WriteString("id"u8, drive.Ids.Item(item.Parent));
        writer.WriteEndObject();
    }

    public static void WriteVersion(Utf8JsonWriter writer, SimulatedDrive drive, string id, FileContent content, DateTimeOffset modified, string? author)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, id);
        writer.WriteString("lastModifiedDateTime"u8, modified.UtcDateTime);
        writer.WriteNumber("size"u8, content.Length);
        WriteIdentity(writer, "lastModifiedBy"u8, author ?? drive.OwnerName);
        writer.WriteEndObject();
    }

    public static void WritePermission(Utf8JsonWriter writer, SimulatedPermission permission)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, permission.Id);
        writer.WriteStartArray("roles"u8);
        writer.WriteStringValue(permission.Role);
        writer.WriteEndArray();
        if (permission.GrantedTo is not null)
            WriteIdentity(writer, "grantedToV2"u8, permission.GrantedTo);
        if (permission.LinkScope is not null)
        {
            writer.WriteStartObject("link"u8);
            writer.WriteString("scope"u8, permission.LinkScope);
            writer.WriteString("type"u8, permission.Role == "write" ? "edit"u8 : "view"u8);
            writer.WriteString("webUrl"u8, $"https://contoso.sharepoint.example/:x:/g/{permission.Id}");
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteIdentity(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string displayName)
    {
        writer.WriteStartObject(name);
        writer.WriteStartObject("user"u8);
        writer.WriteString("displayName"u8, displayName);
        writer.WriteString("id"u8, displayName);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteEmpty(Utf8JsonWriter writer, ReadOnlySpan<byte> name)
    {
        writer.WriteStartObject(name);
        writer.WriteEndObject();
    }
}
