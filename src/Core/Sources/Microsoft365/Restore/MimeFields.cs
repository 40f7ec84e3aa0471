using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The header fields of a part, as much of them as attaching it needs (RFC 2045, 2047, 2231).</summary>
internal sealed partial class MimeFields
{
    private readonly Dictionary<string, string> _fields = new(StringComparer.OrdinalIgnoreCase);

    public MimeFields(string header)
    {
        foreach (string line in Folding().Replace(header, " ").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
                _fields.TryAdd(line[..colon].Trim(), line[(colon + 1)..].Trim());
        }
    }

    /// <summary>The name of the file; null for none.</summary>
    public string? FileName => Parameter("Content-Disposition", "filename") ?? Parameter("Content-Type", "name");

    public string? Field(string name) => _fields.GetValueOrDefault(name);

    /// <summary>The value without parameters; empty for none.</summary>
    public string Value(string name) => (Field(name) ?? "").Split(';')[0].Trim();

    /// <summary>A parameter, decoded; null for none.</summary>
    public string? Parameter(string field, string name)
    {
        var found = new SortedDictionary<int, string>();
        bool isEncoded = false;
        foreach (Match match in Parameters().Matches(Field(field) ?? ""))
        {
            if (!match.Groups["name"].Value.Equals(name, StringComparison.OrdinalIgnoreCase))
                continue;
            isEncoded |= match.Groups["star"].Success;
            string value = match.Groups["quoted"].Success ? Escapes().Replace(match.Groups["quoted"].Value, "$1") : match.Groups["plain"].Value;
            found[match.Groups["part"].Success ? int.Parse(match.Groups["part"].Value, CultureInfo.InvariantCulture) : 0] = value;
        }

        if (found.Count == 0)
            return null;
        string whole = string.Concat(found.Values);
        return isEncoded ? DecodePercent(whole) : DecodeWords(whole);
    }

    /// <summary>charset'language'percent-encoded.</summary>
    private static string DecodePercent(string text)
    {
        string[] parts = text.Split('\'', 3);
        if (parts.Length < 3)
            return text;
        var bytes = new List<byte>(parts[2].Length);
        for (int i = 0; i < parts[2].Length; i++)
        {
            bool isCode = parts[2][i] == '%' && i + 2 < parts[2].Length && byte.TryParse(parts[2].AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out _);
            bytes.Add(isCode ? byte.Parse(parts[2].AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) : (byte)parts[2][i]);
            i += isCode ? 2 : 0;
        }

        return CharsetOf(parts[0]).GetString([.. bytes]);
    }

    /// <summary>=?charset?B?...?= and =?charset?Q?...?=.</summary>
    private static string DecodeWords(string text) => Words().Replace(WordBreaks().Replace(text, "$1"), static match =>
    {
        Encoding charset = CharsetOf(match.Groups[1].Value);
        string code = match.Groups[3].Value;
        try
        {
            return match.Groups[2].Value is "B" or "b" ? charset.GetString(Convert.FromBase64String(code)) : DecodePercent($"{charset.WebName}''{code.Replace('_', ' ').Replace('=', '%')}");
        }
        catch (FormatException)
        {
            return match.Value;
        }
    });

    private static Encoding CharsetOf(string name)
    {
        try
        {
            return Encoding.GetEncoding(name.Split('*')[0]);
        }
        catch (ArgumentException)
        {
            return Encoding.UTF8;
        }
    }

    [GeneratedRegex(@"\r?\n[ \t]+")]
    private static partial Regex Folding();

    [GeneratedRegex("""(?<name>[^\s;*="]+)(\*(?<part>\d{1,3}))?(?<star>\*)?\s*=\s*("(?<quoted>(\\.|[^"\\])*)"|(?<plain>[^\s;"]*))""")]
    private static partial Regex Parameters();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escapes();

    [GeneratedRegex(@"=\?([^?]+)\?([BbQq])\?([^?]*)\?=")]
    private static partial Regex Words();

    [GeneratedRegex(@"(\?=)\s+(?==\?)")]
    private static partial Regex WordBreaks();
}
