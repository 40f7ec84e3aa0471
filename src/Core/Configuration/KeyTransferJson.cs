using System.Text.Json.Serialization;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>The form of exported keys.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KeyTransferDocument))]
internal sealed partial class KeyTransferJson : JsonSerializerContext;
