using System.Globalization;
using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads the answer of a $batch of messages: https://learn.microsoft.com/graph/json-batching.</summary>
internal static class BatchParser
{
    public static IReadOnlyList<BatchAnswer> Parse(ReadOnlySpan<byte> json)
    {
        using JsonDocument document = JsonDocument.Parse(json.ToArray());
        if (!document.RootElement.TryGetProperty("responses", out JsonElement responses))
            throw new JsonException("A batch answer must have responses.");
        return [.. responses.EnumerateArray().Select(ParseOne)];
    }

    private static BatchAnswer ParseOne(JsonElement response)
    {
        int status = response.GetProperty("status").GetInt32();
        bool hasBody = response.TryGetProperty("body", out JsonElement body) && body.ValueKind == JsonValueKind.Object;
        return new BatchAnswer
        {
            Index = int.TryParse(response.GetProperty("id").GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : -1,
            Status = status,
            RetryAfter = Header(response, "Retry-After"),
            Message = status == 200 && hasBody ? new MessageParser().ParseOne(JsonSerializer.SerializeToUtf8Bytes(body)) : null,
            ErrorCode = hasBody && body.TryGetProperty("error", out JsonElement error) && error.TryGetProperty("code", out JsonElement code) ? code.GetString() ?? "" : "",
        };
    }

    private static string? Header(JsonElement response, string name)
    {
        if (!response.TryGetProperty("headers", out JsonElement headers) || headers.ValueKind != JsonValueKind.Object)
            return null;
        return headers.EnumerateObject().FirstOrDefault(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
    }
}
