using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Veeam365.Backup.Tests.Restore;

/// <summary>Reads attachments of test messages.</summary>
internal static partial class MimeTruth
{
    public static string HashOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public static IReadOnlyList<(string Name, string Hash)> Attachments(byte[] mime)
    {
        string text = Encoding.Latin1.GetString(mime);
        string boundary = "--" + Boundary().Match(text).Groups[1].Value;
        return
        [
            .. text.Split(boundary).Where(p => p.Contains("filename=", StringComparison.Ordinal)).Select(p => (
                Encoding.UTF8.GetString(Convert.FromBase64String(Name().Match(p).Groups[1].Value)),
                HashOf(Convert.FromBase64String(p[(p.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..])))),
        ];
    }

    [GeneratedRegex("boundary=\"?([^\"\r\n;]+)")]
    private static partial Regex Boundary();

    [GeneratedRegex(@"filename=""=\?utf-8\?B\?([^?]+)\?=")]
    private static partial Regex Name();
}
