using System.Text.Json.Serialization;

namespace Veeam365.Backup.Bench;

/// <summary>Generated serializers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BenchReport))]
[JsonSerializable(typeof(ChildResult))]
internal sealed partial class BenchJson : JsonSerializerContext;
