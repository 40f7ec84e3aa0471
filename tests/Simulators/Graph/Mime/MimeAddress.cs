namespace Veeam365.Simulators.Graph;

/// <summary>emailAddress.</summary>
internal readonly record struct MimeAddress(string Name, string Address)
{
    /// <summary>Reads an address list; what cannot be understood stays as the name.</summary>
    public static MimeAddress[] ParseList(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            return [];
        var addresses = new List<MimeAddress>();
        var start = 0;
        var quoted = false;
        var angle = false;
        for (var i = 0; i <= value.Length; i++)
        {
            var c = i == value.Length ? ',' : value[i];
            if (c == '"' && !(i > 0 && value[i - 1] == '\\'))
                quoted = !quoted;
            else if (c is '<' or '>' && !quoted)
                angle = c == '<';
            if (i < value.Length && (c is not (',' or ';') || quoted || angle))
                continue;
            Add(addresses, value[start..i]);
            start = i + 1;
        }

        return [.. addresses];
    }

    private static void Add(List<MimeAddress> addresses, string part)
    {
        part = part.Trim();
        var group = part.IndexOf(':', StringComparison.Ordinal);
        if (group > 0 && !part.Contains('"', StringComparison.Ordinal) && !part.Contains('@', StringComparison.Ordinal))
            part = part[(group + 1)..].Trim();
        if (part.Length == 0)
            return;
        var open = part.LastIndexOf('<');
        if (open < 0)
        {
            addresses.Add(new MimeAddress(part, part));
            return;
        }

        var close = part.IndexOf('>', open);
        var address = part[(open + 1)..(close < 0 ? part.Length : close)].Trim();
        var name = EncodedWords.Decode(part[..open].Trim().Trim('"').Replace("\\\"", "\"", StringComparison.Ordinal));
        addresses.Add(new MimeAddress(name.Length == 0 ? address : name, address));
    }
}
