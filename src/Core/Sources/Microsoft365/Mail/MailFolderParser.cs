using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads mail folders. Not for concurrent use.</summary>
internal sealed class MailFolderParser
{
    private readonly PropertiesWriter _properties = new();

    public MailFolderRecord Parse(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        _properties.Begin();
        var folder = new MailFolderRecord { Id = "" };
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            folder = ReadMember(json, ref reader, folder);
        if (folder.Id.Length == 0)
            throw new JsonException("A folder must have an id.");
        return folder with { Properties = _properties.End() };
    }

    public MailFolderRecord ParseOne(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return Parse(json, ref reader);
    }

    private MailFolderRecord ReadMember(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, MailFolderRecord folder)
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
            case var _ when name.SequenceEqual("unreadItemCount"u8) || name.SequenceEqual("childFolderCount"u8) || name[0] == (byte)'@':
                reader.Skip();
                return folder;
        }

        if (name.SequenceEqual("id"u8))
            folder = folder with { Id = reader.GetString()! };
        else if (name.SequenceEqual("displayName"u8))
            folder = folder with { Name = reader.GetString() ?? "" };
        else if (name.SequenceEqual("parentFolderId"u8))
            folder = folder with { ParentId = reader.GetString() };
        else if (name.SequenceEqual("isHidden"u8))
            folder = folder with { IsHidden = reader.TokenType == JsonTokenType.True };
        _properties.Add(name, PropertiesWriter.RawValue(json, ref reader));
        return folder;
    }
}
