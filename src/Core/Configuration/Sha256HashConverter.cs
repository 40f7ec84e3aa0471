using System.Text.Json;
using System.Text.Json.Serialization;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>A SHA-256 value as 64 hexadecimal digits.</summary>
internal sealed class Sha256HashConverter : JsonConverter<Sha256Hash>
{
    public override Sha256Hash Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Sha256Hash.Parse(reader.GetString() ?? throw new JsonException("A hash is missing."));

    public override void Write(Utf8JsonWriter writer, Sha256Hash value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
