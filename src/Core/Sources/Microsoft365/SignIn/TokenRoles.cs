using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads the application permissions from an access token, only to name what is missing; the service decides.</summary>
internal static class TokenRoles
{
    /// <returns>The roles; null when the token cannot be looked into.</returns>
    public static IReadOnlySet<string>? Read(string token)
    {
        string[] parts = token.Split('.');
        if (parts.Length != 3)
            return null;
        try
        {
            using JsonDocument payload = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            if (!payload.RootElement.TryGetProperty("roles", out JsonElement roles))
                return new HashSet<string>();
            return roles.EnumerateArray().Select(r => r.GetString()!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException or DecoderFallbackException)
        {
            return null;
        }
    }
}
