using System.Text.Json;
using System.Text.Json.Serialization;

namespace Veeam365.Backup.Core.Restore;

/// <summary>Generated serializer that writes JSON for people.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ReadablePageJson : JsonSerializerContext;
