using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads folders and calendars. Not for concurrent use.</summary>
/// <param name="parentOfParentless">Where those lie that tell no parent.</param>
internal sealed class FolderParser(string? parentOfParentless = null)
{
    private readonly PropertiesWriter _properties = new();

    public FolderRecord Parse(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        _properties.Begin();
        var folder = new FolderRecord { Id = "" };
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            folder = ReadMember(json, ref reader, folder);
        if (folder.Id.Length == 0)
            throw new JsonException("A folder must have an id.");
        return folder with { ParentId = folder.ParentId ?? parentOfParentless, Properties = _properties.End() };
    }

    public FolderRecord ParseOne(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return Parse(json, ref reader);
    }

    private FolderRecord ReadMember(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, FolderRecord folder)
    {
        ReadOnlySpan<byte> name = reader.ValueSpan;
        reader.Read();
        switch (name)
        {
            case var _ when name.SequenceEqual("@removed"u8):
                reader.Skip();
                return folder with { IsRemoved = true };
            case var _ when name.SequenceEqual("@odata.type"u8):
                return folder with { IsSearchFolder = reader.GetString()!.EndsWith("mailSearchFolder", StringComparison.OrdinalIgnoreCase) };
            // Counts change with every message and say nothing about the folder itself.
            case var _ when name.SequenceEqual("totalItemCount"u8):
                return folder with { TotalCount = reader.TokenType == JsonTokenType.Number ? reader.GetInt64() : 0 };
            case var _ when name.SequenceEqual("childFolderCount"u8):
                return folder with { MayHaveChildren = reader.TokenType != JsonTokenType.Number || reader.GetInt64() > 0 };
            case var _ when name.SequenceEqual("unreadItemCount"u8) || name.SequenceEqual("changeKey"u8) || name[0] == (byte)'@':
                reader.Skip();
                return folder;
        }

        if (name.SequenceEqual("id"u8))
            folder = folder with { Id = reader.GetString()! };
        else if (name.SequenceEqual("displayName"u8) || name.SequenceEqual("name"u8))
            folder = folder with { Name = reader.GetString() ?? "" };
        else if (name.SequenceEqual("parentFolderId"u8))
            folder = folder with { ParentId = reader.GetString() };
        else if (name.SequenceEqual("isHidden"u8))
            folder = folder with { IsHidden = reader.TokenType == JsonTokenType.True };
        else if (name.SequenceEqual("owner"u8))
            folder = folder with { Owner = ReadOwner(reader) };
        _properties.Add(name, PropertiesWriter.RawValue(json, ref reader));
        return folder;
    }

    // A copy of the reader: the owner is kept as it is written, too.
    private static string? ReadOwner(Utf8JsonReader reader) => reader.TokenType == JsonTokenType.StartObject ? RecipientParser.One(ref reader) : null;
}
