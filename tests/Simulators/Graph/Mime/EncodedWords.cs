using System.Text;
using System.Text.RegularExpressions;

namespace Veeam365.Simulators.Graph;

/// <summary>RFC 2047 encoded words.</summary>
internal static partial class EncodedWords
{
    public static string Decode(string value)
    {
        if (!value.Contains("=?", StringComparison.Ordinal))
            return value;
        // White space between two encoded words is not shown (RFC 2047, 6.2).
        var joined = Between().Replace(value, "?==?");
        return Word().Replace(joined, static match => DecodeWord(match));
    }

    private static string DecodeWord(Match match)
    {
        var charset = match.Groups[1].Value.Split('*')[0];
        var text = match.Groups[3].Value;
        try
        {
            var bytes = match.Groups[2].Value is "b" or "B" ? Convert.FromBase64String(text) : DecodeQ(text);
            return Charsets.Get(charset).GetString(bytes);
        }
        catch (FormatException)
        {
            return match.Value;
        }
    }

    private static byte[] DecodeQ(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '=' && i + 2 < text.Length && Uri.IsHexDigit(text[i + 1]) && Uri.IsHexDigit(text[i + 2]))
            {
                bytes.Add(Convert.ToByte(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text[i] == '_' ? " " : text[i].ToString()));
            }
        }

        return [.. bytes];
    }

    [GeneratedRegex(@"\?=\s+=\?")]
    private static partial Regex Between();

    [GeneratedRegex(@"=\?([^?\s]+)\?([bBqQ])\?([^?]*)\?=")]
    private static partial Regex Word();
}
