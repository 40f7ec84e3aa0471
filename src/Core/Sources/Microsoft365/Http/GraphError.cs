using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Graph's error body: https://learn.microsoft.com/graph/errors.</summary>
/// <param name="Code">The code, empty when there was no body.</param>
/// <param name="InnerCode">The more precise code inside, if any.</param>
/// <param name="Message">The service's words.</param>
internal sealed record GraphError(string Code, string? InnerCode, string Message)
{
    public static GraphError None { get; } = new("", null, "");

    public bool IsEmpty => Code.Length == 0;

    public bool Is(string code) =>
        Code.Equals(code, StringComparison.OrdinalIgnoreCase) || string.Equals(InnerCode, code, StringComparison.OrdinalIgnoreCase);

    public static GraphError Parse(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
            return None;
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            return None with { Code = "unparsable" };
        }
    }

    private static GraphError Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("error", out JsonElement error) || error.ValueKind != JsonValueKind.Object)
            return None with { Code = "unparsable" };
        string? inner = null;
        if (error.TryGetProperty("innerError", out JsonElement i) || error.TryGetProperty("innererror", out i))
            inner = Text(i, "code");
        return new GraphError(Text(error, "code") ?? "unknown", inner, Text(error, "message") ?? "");
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
