using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.ObjectStorage.Leases;
using Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>The JSON documents of the format. Names are camelCase, enums are their names, nulls are left out, unknown members are ignored so that later writers may add some.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(Sha256HashConverter)])]
[JsonSerializable(typeof(SegmentDocument))]
[JsonSerializable(typeof(PointDocument))]
[JsonSerializable(typeof(CheckpointDocument))]
[JsonSerializable(typeof(RepositoryDocument))]
[JsonSerializable(typeof(RepositoryOwner))]
[JsonSerializable(typeof(LossDocument))]
[JsonSerializable(typeof(RemovalDocument))]
[JsonSerializable(typeof(HeadListDocument))]
[JsonSerializable(typeof(MarkDocument))]
[JsonSerializable(typeof(LeaseDocument))]
internal sealed partial class FormatJson : JsonSerializerContext
{
    /// <summary>Reads a document.</summary>
    /// <exception cref="DataDamagedException">It is none.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, string key)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw Damage.In(key, "its document is empty");
        }
        catch (JsonException e)
        {
            throw Damage.In(key, "its document cannot be read", e);
        }
    }
}
