namespace Veeam365.Simulators.Graph;

/// <summary>The header section of an entity, unfolded, in order.</summary>
internal sealed class MimeHeaders
{
    private readonly List<KeyValuePair<string, string>> _fields = [];

    public IReadOnlyList<KeyValuePair<string, string>> Fields => _fields;

    public string? this[string name]
    {
        get
        {
            foreach (var field in _fields)
            {
                if (field.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                    return field.Value;
            }

            return null;
        }
    }

    /// <summary>Reads fields up to the empty line; <paramref name="bodyStart"/> is where the body begins.</summary>
    public static MimeHeaders Parse(ReadOnlySpan<byte> bytes, out int bodyStart)
    {
        var headers = new MimeHeaders();
        var field = new List<byte>();
        var position = 0;
        while (position < bytes.Length)
        {
            var line = NextLine(bytes, ref position);
            if (line.IsEmpty)
                break;
            if (line[0] is not ((byte)' ' or (byte)'\t'))
                headers.Flush(field);
            field.AddRange(line);
        }

        headers.Flush(field);
        bodyStart = position;
        return headers;
    }

    internal static ReadOnlySpan<byte> NextLine(ReadOnlySpan<byte> bytes, ref int position)
    {
        var rest = bytes[position..];
        var end = rest.IndexOf((byte)'\n');
        position += end < 0 ? rest.Length : end + 1;
        var line = end < 0 ? rest : rest[..end];
        return line.Length > 0 && line[^1] == '\r' ? line[..^1] : line;
    }

    private void Flush(List<byte> field)
    {
        if (field.Count == 0)
            return;
        var text = Charsets.GetHeaderText(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(field));
        field.Clear();
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0)
            _fields.Add(new KeyValuePair<string, string>(text[..colon].TrimEnd(), text[(colon + 1)..].Trim()));
    }
}
