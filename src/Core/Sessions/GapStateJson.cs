using System.Text.Json.Serialization;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Generated serializers.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(StoredGap))]
internal sealed partial class GapStateJson : JsonSerializerContext;
