using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// The values of a list item that can be written, as Graph takes them: lookups and people as numbers under another name than the column's, several values with their type
/// (https://learn.microsoft.com/graph/api/resources/fieldvalueset).
/// </summary>
internal sealed class ListFields
{
    private const string Suffix = "LookupId";
    private const string TypeSuffix = "@odata.type";

    private ListFields(JsonObject values, string? note)
    {
        Values = values;
        Note = note;
        Signature = new JsonObject(values.Where(v => v.Value is not null && !v.Key.EndsWith(TypeSuffix, StringComparison.Ordinal))
            .OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => KeyValuePair.Create(v.Key, v.Value?.DeepClone()))).ToJsonString();
    }

    /// <summary>As the body of a request.</summary>
    public JsonObject Values { get; }

    /// <summary>Equal for items that hold the same values.</summary>
    public string Signature { get; }

    /// <summary>What cannot be written; null for nothing.</summary>
    public string? Note { get; }

    public static ListFields Of(JsonElement fields, ListShape shape)
    {
        var values = new JsonObject();
        var lost = new List<string>();
        foreach (ListColumn column in shape.Columns)
        {
            if (!TryAdd(values, fields, column, shape.KnowsIds))
                lost.Add(column.Name);
        }

        return new ListFields(values, lost.Count == 0 ? null : $"Without the values of {string.Join(", ", lost)}.");
    }

    /// <summary>What makes an item that has other values hold these: what it has beyond them is emptied.</summary>
    public JsonObject ChangesOf(ListFields live)
    {
        var changes = (JsonObject)Values.DeepClone();
        foreach ((string name, _) in live.Values.Where(v => !v.Key.EndsWith(TypeSuffix, StringComparison.Ordinal) && !Values.ContainsKey(v.Key)))
            changes[name] = null;
        return changes;
    }

    /// <returns>False when the item has a value there that cannot be written.</returns>
    private static bool TryAdd(JsonObject values, JsonElement fields, ListColumn column, bool knowsIds) => column.Kind switch
    {
        ListColumnKind.ReadOnly => true,
        ListColumnKind.Plain => AddPlain(values, fields, column.Name),
        ListColumnKind.Lookup or ListColumnKind.Person when knowsIds => AddLookup(values, fields, column.Name),
        ListColumnKind.Lookup or ListColumnKind.Person => !fields.Has(column.Name) && !fields.Has(column.Name + Suffix),
        _ => !fields.Has(column.Name),
    };

    private static bool AddPlain(JsonObject values, JsonElement fields, string name)
    {
        JsonElement value = fields.Member(name);
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            return true;
        if (value.ValueKind == JsonValueKind.Array)
            values[name + TypeSuffix] = "Collection(Edm.String)";
        values[name] = value.ToNode();
        return value.ValueKind != JsonValueKind.Object;
    }

    private static bool AddLookup(JsonObject values, JsonElement fields, string name)
    {
        // One: AssignedToLookupId: "6". Several: Reviewers: [{ LookupId: 6, ... }, ...].
        if (fields.Member(name + Suffix) is { ValueKind: JsonValueKind.String or JsonValueKind.Number } one && NumberOf(one) is { } id)
        {
            values[name + Suffix] = id;
            return true;
        }

        JsonElement several = fields.Member(name);
        if (several.ValueKind != JsonValueKind.Array)
            return several.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;
        values[name + Suffix + TypeSuffix] = "Collection(Edm.Int32)";
        values[name + Suffix] = new JsonArray([.. several.EnumerateArray().Select(v => NumberOf(v.Member(Suffix))).OfType<int>().Select(n => (JsonNode)n)]);
        return true;
    }

    private static int? NumberOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number))
            return number;
        return value.ValueKind == JsonValueKind.String && int.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out int parsed) ? parsed : null;
    }
}
