using System.Text;

namespace Veeam365.Simulators.Graph;

/// <summary>Encodings by their MIME names, code pages included; an unknown name is read as Latin-1.</summary>
internal static class Charsets
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    public static Encoding Get(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return Encoding.UTF8;
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return Encoding.Latin1;
        }
    }

    /// <summary>Raw header bytes: UTF-8 (RFC 6532) if they are that, Latin-1 otherwise.</summary>
    public static string GetHeaderText(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }
}
