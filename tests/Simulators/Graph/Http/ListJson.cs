using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>Lists, their definition and their items as Graph writes them.</summary>
internal static class ListJson
{
    public static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);

    public static JsonObject TextColumn(Guid list, string name, string displayName) => new()
    {
        ["id"] = new Guid(System.Security.Cryptography.SHA256.HashData([.. list.ToByteArray(), .. System.Text.Encoding.UTF8.GetBytes(name)]).AsSpan(0, 16)).ToString("D"),
        ["name"] = name,
        ["displayName"] = displayName,
        ["columnGroup"] = "Custom Columns",
        ["description"] = "",
        ["enforceUniqueValues"] = false,
        ["hidden"] = false,
        ["indexed"] = false,
        ["readOnly"] = false,
        ["required"] = name == "Title",
        ["text"] = new JsonObject { ["allowMultipleLines"] = false, ["appendChangesToExistingText"] = false, ["linesForEditing"] = 0, ["maxLength"] = 255 },
    };

    public static JsonObject ContentType(string id, string name, ImmutableList<JsonObject> columns) => new()
    {
        ["id"] = id,
        ["name"] = name,
        ["description"] = "",
        ["group"] = "List Content Types",
        ["hidden"] = false,
        ["readOnly"] = false,
        ["sealed"] = false,
        ["columns"] = new JsonArray([.. columns.Select(static column => column.DeepClone())]),
    };

    public static JsonObject List(SimulatedList list) => new()
    {
        ["@odata.etag"] = ETag(list.Guid, list.Definition.Version),
        ["id"] = list.Id,
        ["name"] = list.Name,
        ["displayName"] = list.Name,
        ["description"] = "",
        ["createdDateTime"] = Time(list.Created),
        ["lastModifiedDateTime"] = Time(list.Created),
        ["eTag"] = ETag(list.Guid, list.Definition.Version),
        ["webUrl"] = list.WebUrl,
        ["createdBy"] = Identity("Anna Adler"),
        ["list"] = new JsonObject { ["contentTypesEnabled"] = list.Definition.ContentTypes.Count > 1, ["hidden"] = false, ["template"] = list.Template },
        ["parentReference"] = new JsonObject { ["siteId"] = list.Site.Id },
    };

    public static JsonObject Item(SimulatedList list, ListItemState item) => new()
    {
        ["id"] = Text(item.Id),
        ["eTag"] = ETag(ItemGuid(list, item), item.Version),
        ["createdDateTime"] = Time(item.Created),
        ["lastModifiedDateTime"] = Time(item.Modified),
        ["webUrl"] = $"{list.WebUrl}/{Text(item.Id)}_.000",
        ["createdBy"] = Identity(item.CreatedBy),
        ["lastModifiedBy"] = Identity(item.ModifiedBy),
        ["parentReference"] = new JsonObject { ["id"] = list.Guid.ToString("D"), ["siteId"] = list.Site.Id },
        ["contentType"] = new JsonObject { ["id"] = "0x0100" + list.Guid.ToString("N").ToUpperInvariant(), ["name"] = item.ContentType },
        ["fields"] = Fields(list, item),
    };

    /// <summary>A removal names the item and little more.</summary>
    public static JsonObject Removed(SimulatedList list, ListItemState item) => new()
    {
        ["id"] = Text(item.Id),
        ["parentReference"] = new JsonObject { ["siteId"] = list.Site.Id },
        ["contentType"] = new JsonObject { ["id"] = "0x0100" + list.Guid.ToString("N").ToUpperInvariant(), ["name"] = item.ContentType },
        ["deleted"] = new JsonObject { ["state"] = "deleted" },
    };

    public static JsonObject Identity(string name) => new() { ["user"] = new JsonObject { ["displayName"] = name } };

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static JsonObject Fields(SimulatedList list, ListItemState item)
    {
        var fields = (JsonObject)item.Fields.DeepClone();
        fields["@odata.etag"] = ETag(ItemGuid(list, item), item.Version);
        fields["id"] = Text(item.Id);
        fields["ContentType"] = item.ContentType;
        fields["Created"] = Time(item.Created);
        fields["Modified"] = Time(item.Modified);
        fields["_UIVersionString"] = $"{Text(item.Version)}.0";
        fields["Attachments"] = item.HasAttachments;
        return fields;
    }

    private static Guid ItemGuid(SimulatedList list, ListItemState item)
    {
        var bytes = list.Guid.ToByteArray();
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(12), item.Id);
        return new Guid(bytes);
    }

    private static string ETag(Guid id, int version) => $"\"{id:D},{Text(version)}\"";
}
