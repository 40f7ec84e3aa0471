using System.Text.Json;
using System.Text.Json.Serialization;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Hashes in JSON: 64 lower-case hexadecimal digits.</summary>
internal sealed class Sha256HashConverter : JsonConverter<Sha256Hash>
{
    /// <inheritdoc/>
    public override Sha256Hash Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return Sha256Hash.Parse(reader.GetString() ?? "");
        }
        catch (FormatException e)
        {
            throw new JsonException("Not a hash.", e);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Sha256Hash value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
