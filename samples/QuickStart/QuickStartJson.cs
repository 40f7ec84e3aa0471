using System.Text.Json.Serialization;

namespace Veeam365.QuickStart;

/// <summary>Generated serializers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(QuickStartReport))]
internal sealed partial class QuickStartJson : JsonSerializerContext;
