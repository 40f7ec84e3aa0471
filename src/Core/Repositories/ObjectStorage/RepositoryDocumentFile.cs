using System.Text;
using System.Text.Json;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>The bytes of repository.json.</summary>
internal static class RepositoryDocumentFile
{
    private const int HashDigits = 64;
    private static readonly string NoCheck = new('0', HashDigits);

    private static ReadOnlySpan<byte> CheckMember => "\"check\":\""u8;

    /// <summary>Writes it, with its check.</summary>
    public static byte[] Write(RepositoryDocument document)
    {
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(document with { Check = NoCheck }, FormatJson.Default.RepositoryDocument);
        Encoding.ASCII.GetBytes(Sha256Hash.Of(bytes).ToString(), bytes.AsSpan(CheckOffset(bytes), HashDigits));
        return bytes;
    }

    /// <summary>Reads it, or its copy.</summary>
    /// <exception cref="RepositoryException">It is of another version.</exception>
    /// <exception cref="DataDamagedException">It is not what was written.</exception>
    public static RepositoryDocument Read(byte[] bytes, string key = RepositoryLayout.Document)
    {
        RefuseOtherVersion(bytes, key);
        CompareCheck(bytes, key);
        RepositoryDocument document = FormatJson.Read(bytes, FormatJson.Default.RepositoryDocument, key);
        return document.Format == RepositoryDocument.FormatName ? document : throw Damage.In(key, "it is no description of a repository");
    }

    // Looked at first: a later version may have changed everything else.
    private static void RefuseOtherVersion(byte[] bytes, string key)
    {
        int version;
        try
        {
            using JsonDocument json = JsonDocument.Parse(bytes);
            JsonElement root = json.RootElement;
            bool isOurs = root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("format", out JsonElement format) && format.ValueKind == JsonValueKind.String && format.GetString() == RepositoryDocument.FormatName;
            if (!isOurs || !root.GetProperty("version").TryGetInt32(out version))
                throw Damage.In(key, "it is no description of a repository");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Damage.In(key, "it cannot be read", e);
        }

        if (version == FormatParameters.Version)
            return;
        throw new RepositoryException(
            "Repository.FormatVersion",
            $"The repository is of format version {version}; this software reads version {FormatParameters.Version}.",
            version > FormatParameters.Version ? "Update this software." : "Use the software that wrote it.");
    }

    private static void CompareCheck(byte[] bytes, string key)
    {
        int offset = CheckOffset(bytes);
        if (offset < 0)
            throw Damage.In(key, "it has no check");
        byte[] copy = [.. bytes];
        copy.AsSpan(offset, HashDigits).Fill((byte)'0');
        if (Encoding.ASCII.GetString(bytes, offset, HashDigits) != Sha256Hash.Of(copy).ToString())
            throw Damage.In(key, "it does not match its check");
    }

    private static int CheckOffset(ReadOnlySpan<byte> bytes)
    {
        int member = bytes.LastIndexOf(CheckMember);
        return member >= 0 && member + CheckMember.Length + HashDigits <= bytes.Length ? member + CheckMember.Length : -1;
    }
}
