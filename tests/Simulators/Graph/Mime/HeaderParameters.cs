using System.Text;

namespace Veeam365.Simulators.Graph;

/// <summary>A structured field such as Content-Type: its value and parameters, RFC 2231 forms included.</summary>
internal sealed class HeaderParameters
{
    private readonly Dictionary<string, string> _parameters = new(StringComparer.OrdinalIgnoreCase);

    public string Value { get; private init; } = "";

    public string? this[string name]
    {
        get
        {
            if (_parameters.TryGetValue(name, out var plain))
                return EncodedWords.Decode(plain);
            if (_parameters.TryGetValue(name + "*", out var extended))
                return Extended(extended);
            return Continued(name);
        }
    }

    public static HeaderParameters Parse(string? field)
    {
        var parts = Split(field ?? "");
        var result = new HeaderParameters { Value = parts[0].Trim().ToLowerInvariant() };
        foreach (var part in parts.Skip(1))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                result._parameters.TryAdd(part[..equals].Trim(), part[(equals + 1)..].Trim().Trim('"'));
        }

        return result;
    }

    private static List<string> Split(string field)
    {
        var parts = new List<string>();
        var start = 0;
        var quoted = false;
        for (var i = 0; i < field.Length; i++)
        {
            if (field[i] == '"')
                quoted = !quoted;
            if (field[i] != ';' || quoted)
                continue;
            parts.Add(field[start..i]);
            start = i + 1;
        }

        parts.Add(field[start..]);
        return parts;
    }

    private string? Continued(string name)
    {
        var joined = new StringBuilder();
        var extended = false;
        for (var i = 0; ; i++)
        {
            if (_parameters.TryGetValue($"{name}*{i}", out var piece))
            {
                joined.Append(piece);
            }
            else if (_parameters.TryGetValue($"{name}*{i}*", out piece))
            {
                joined.Append(piece);
                extended = true;
            }
            else
            {
                break;
            }
        }

        if (joined.Length == 0)
            return null;
        return extended ? Extended(joined.ToString()) : joined.ToString();
    }

    private static string Extended(string value)
    {
        var parts = value.Split('\'', 3);
        if (parts.Length < 3)
            return Uri.UnescapeDataString(value);
        var bytes = new List<byte>();
        var text = parts[2];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && Uri.IsHexDigit(text[i + 1]) && Uri.IsHexDigit(text[i + 2]))
            {
                bytes.Add(Convert.ToByte(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                bytes.Add((byte)text[i]);
            }
        }

        return Charsets.Get(parts[0]).GetString([.. bytes]);
    }
}
