using System.Text.Json;

namespace Veeam365.Simulators.Graph;

/// <summary>$batch: each request inside goes through everything that one of its own goes through.</summary>
internal static class BatchHandler
{
    private const int Largest = 20;

    public static async Task HandleAsync(GraphCall call)
    {
        if (call.Http.Request.Method != "POST")
            throw new GraphException(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.");
        using var body = await ParseAsync(call);
        if (!body.RootElement.TryGetProperty("requests", out var requests) || requests.ValueKind != JsonValueKind.Array)
            throw GraphException.BadRequest("Invalid batch payload format.");
        if (requests.GetArrayLength() > Largest)
            throw GraphException.BadRequest("Batch request contains more than the maximum number of 20 requests.");
        var inner = requests.EnumerateArray().Select(request => RunAsync(call, request)).ToArray();
        var contexts = await Task.WhenAll(inner);
        using var reply = JsonReply.Start(call);
        reply.Writer.WriteStartObject();
        reply.Writer.WriteStartArray("responses"u8);
        foreach (var (id, context) in contexts)
            Write(reply.Writer, id, context);
        reply.Writer.WriteEndArray();
        reply.Writer.WriteEndObject();
        await reply.FinishAsync();
    }

    private static async Task<JsonDocument> ParseAsync(GraphCall call)
    {
        try
        {
            return await JsonDocument.ParseAsync(call.Http.Request.Body, default, call.Aborted);
        }
        catch (JsonException)
        {
            throw GraphException.BadRequest("Invalid batch payload format.");
        }
    }

    private static async Task<(string Id, HttpContext Context)> RunAsync(GraphCall call, JsonElement request)
    {
        var url = new Uri(new Uri(call.Root + "/"), request.GetProperty("url").GetString()!.TrimStart('/'));
        var context = new DefaultHttpContext { RequestAborted = call.Aborted };
        context.Request.Method = request.GetProperty("method").GetString()!;
        context.Request.Scheme = call.Http.Request.Scheme;
        context.Request.Host = call.Http.Request.Host;
        context.Request.Path = PathString.FromUriComponent(url);
        context.Request.QueryString = QueryString.FromUriComponent(url);
        context.Request.Headers.Authorization = call.Http.Request.Headers.Authorization;
        if (request.TryGetProperty("headers", out var headers))
        {
            foreach (var header in headers.EnumerateObject())
                context.Request.Headers[header.Name] = header.Value.ToString();
        }

        context.Response.Body = new MemoryStream();
        await call.Simulator.Pipeline.InvokeAsync(context);
        await context.Response.BodyWriter.FlushAsync(call.Aborted);
        return (request.GetProperty("id").ToString(), context);
    }

    private static void Write(Utf8JsonWriter writer, string id, HttpContext context)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, id);
        writer.WriteNumber("status"u8, context.Response.StatusCode);
        writer.WriteStartObject("headers"u8);
        foreach (var header in context.Response.Headers)
            writer.WriteString(header.Key, header.Value.ToString());
        writer.WriteEndObject();
        var body = ((MemoryStream)context.Response.Body).ToArray();
        if (body.Length > 0 && context.Response.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true)
        {
            writer.WritePropertyName("body"u8);
            writer.WriteRawValue(body, true);
        }
        else if (body.Length > 0)
        {
            writer.WriteString("body"u8, Convert.ToBase64String(body));
        }

        writer.WriteEndObject();
    }
}
