using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads drive items straight from the answer's bytes. Not for concurrent use.</summary>
internal sealed class DriveItemParser
{
    private readonly PropertiesWriter _properties = new();

    public DriveItemRecord Parse(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        _properties.Begin();
        var item = new DriveItemRecord();
        ReadOnlySpan<byte> size = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            reader.Read();
            Utf8JsonReader value = reader;
            ReadOnlySpan<byte> raw = PropertiesWriter.RawValue(json, ref reader);
            Take(name, ref value, item);
            if (name.SequenceEqual("size"u8))
                size = raw;
            else if (IsKept(name))
                _properties.Add(name, raw);
        }

        if (item.Id.Length == 0)
            throw new JsonException("A drive item must have an id.");
        // A folder's size is that of its contents and changes with them.
        if (!size.IsEmpty && !item.Is(DriveItemFacets.Folder))
            _properties.Add("size"u8, size);
        item.Properties = _properties.End();
        return item;
    }

    public DriveItemRecord ParseOne(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return Parse(json, ref reader);
    }

    /// <summary>Annotations, tags, counts and places change without the item itself changing; the place is the item's parent key.</summary>
    private static bool IsKept(ReadOnlySpan<byte> name) =>
        name[0] != (byte)'@'
        && !name.SequenceEqual("eTag"u8)
        && !name.SequenceEqual("cTag"u8)
        && !name.SequenceEqual("webUrl"u8)
        && !name.SequenceEqual("parentReference"u8)
        && !name.SequenceEqual("folder"u8);

    private static void Take(ReadOnlySpan<byte> name, ref Utf8JsonReader value, DriveItemRecord item)
    {
        if (value.TokenType == JsonTokenType.StartObject)
            TakeObject(name, ref value, item);
        else if (value.TokenType == JsonTokenType.String)
            TakeText(name, ref value, item);
        else if (value.TokenType == JsonTokenType.Number && name.SequenceEqual("size"u8))
            item.Size = value.GetInt64();
    }

    private static void TakeText(ReadOnlySpan<byte> name, ref Utf8JsonReader value, DriveItemRecord item)
    {
        if (name.SequenceEqual("id"u8))
            item.Id = value.GetString()!;
        else if (name.SequenceEqual("name"u8))
            item.Name = value.GetString()!;
        else if (name.SequenceEqual("eTag"u8))
            item.ETag = value.GetString();
        else if (name.SequenceEqual("@microsoft.graph.downloadUrl"u8))
            item.DownloadUrl = value.GetString();
        else if (name.SequenceEqual("createdDateTime"u8) && value.TryGetDateTimeOffset(out DateTimeOffset created))
            item.Created = created;
        else if (name.SequenceEqual("lastModifiedDateTime"u8) && value.TryGetDateTimeOffset(out DateTimeOffset modified))
            item.Modified = modified;
    }

    private static void TakeObject(ReadOnlySpan<byte> name, ref Utf8JsonReader value, DriveItemRecord item)
    {
        item.Facets |= FacetOf(name);
        if (name.SequenceEqual("parentReference"u8))
            item.ParentId = Find(ref value, "id"u8);
        else if (name.SequenceEqual("file"u8))
            item.QuickXorHash = Find(ref value, "quickXorHash"u8);
        else if (name.SequenceEqual("createdBy"u8))
            item.Author = Find(ref value, "displayName"u8);
    }

    private static DriveItemFacets FacetOf(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("file"u8))
            return DriveItemFacets.File;
        if (name.SequenceEqual("folder"u8))
            return DriveItemFacets.Folder;
        if (name.SequenceEqual("root"u8))
            return DriveItemFacets.Root;
        if (name.SequenceEqual("deleted"u8))
            return DriveItemFacets.Deleted;
        if (name.SequenceEqual("package"u8))
            return DriveItemFacets.Package;
        if (name.SequenceEqual("malware"u8))
            return DriveItemFacets.Malware;
        if (name.SequenceEqual("shared"u8))
            return DriveItemFacets.Shared;
        return name.SequenceEqual("remoteItem"u8) ? DriveItemFacets.Remote : DriveItemFacets.None;
    }

    /// <summary>The first text with that name at any depth of the object.</summary>
    private static string? Find(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        int depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals(name))
                continue;
            reader.Read();
            return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        }

        return null;
    }
}
