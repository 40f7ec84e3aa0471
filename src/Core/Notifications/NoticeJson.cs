using System.Text.Json;
using System.Text.Json.Serialization;

namespace Veeam365.Backup.Core.Notifications;

/// <summary>The webhook's JSON.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SessionNotice))]
internal sealed partial class NoticeJson : JsonSerializerContext
{
    public static byte[] Write(SessionNotice notice) => JsonSerializer.SerializeToUtf8Bytes(notice, Default.SessionNotice);
}
