using System.Security.Cryptography;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// The mark of an item version: what tells the content apart (changeKey; hash and size), and a hash of the properties. So a move or a new
/// category is seen without fetching content again, and an item that is merely mentioned again costs nothing.
/// </summary>
/// <param name="Content">Equal marks mean equal content; empty for folders.</param>
/// <param name="Properties">Equal marks mean equal properties.</param>
internal readonly record struct VersionTag(string Content, string Properties)
{
    private const char Separator = '|';

    public static VersionTag Of(string content, ReadOnlySpan<byte> properties)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(properties, hash);
        return new VersionTag(content, Convert.ToHexStringLower(hash[..8]));
    }

    public static VersionTag Parse(string? text)
    {
        int at = text?.LastIndexOf(Separator) ?? -1;
        return at < 0 ? new VersionTag(text ?? "", "") : new VersionTag(text![..at], text[(at + 1)..]);
    }

    public override string ToString() => string.Concat(Content, "|", Properties);
}
