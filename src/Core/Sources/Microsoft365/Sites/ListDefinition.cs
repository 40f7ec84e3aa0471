using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Columns and content types of a list: with them its items can be understood, and the list be made anew.</summary>
internal sealed class ListDefinition(SiteContext context, string siteId)
{
    /// <summary>The properties, with the members "columns" and "contentTypes".</summary>
    public async Task<byte[]> ReadAsync(ListRecord list, byte[] properties, CancellationToken cancellationToken)
    {
        List<Raw> columns = await context.ListAsync(context.Requests.Columns(siteId, list.Id), Raw.Read, cancellationToken).ConfigureAwait(false);
        List<Raw> types = await context.ListAsync(context.Requests.ContentTypes(siteId, list.Id), Raw.Read, cancellationToken).ConfigureAwait(false);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (JsonProperty member in JsonDocument.Parse(properties).RootElement.EnumerateObject())
                member.WriteTo(writer);
            Write(writer, "columns", columns);
            Write(writer, "contentTypes", types);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, string name, List<Raw> all)
    {
        writer.WriteStartArray(name);
        foreach (Raw one in all)
            writer.WriteRawValue(one.Json, skipInputValidation: true);
        writer.WriteEndArray();
    }

    private sealed record Raw(byte[] Json)
    {
        public static Raw Read(JsonElement json) => new(json.Canonical());
    }
}
