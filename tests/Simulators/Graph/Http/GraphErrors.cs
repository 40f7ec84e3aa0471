using System.Globalization;

namespace Veeam365.Simulators.Graph;

/// <summary>Errors in Graph's format.</summary>
internal static class GraphErrors
{
    public static async Task WriteAsync(GraphCall call, GraphException error)
    {
        if (error.Location is not null)
            call.Http.Response.Headers.Location = error.Location;
        if (error.Status == 401)
            call.Http.Response.Headers.WWWAuthenticate = "Bearer realm=\"\", client_id=\"00000003-0000-0000-c000-000000000000\"";
        using var reply = JsonReply.Start(call, error.Status);
        var writer = reply.Writer;
        writer.WriteStartObject();
        writer.WriteStartObject("error"u8);
        writer.WriteString("code"u8, error.Code);
        writer.WriteString("message"u8, error.Message);
        writer.WriteStartObject("innerError"u8);
        if (error.InnerCode is not null)
            writer.WriteString("code"u8, error.InnerCode);
        writer.WriteString("date"u8, call.Options.Time.GetUtcNow().ToString("s", CultureInfo.InvariantCulture));
        writer.WriteString("request-id"u8, call.RequestId);
        writer.WriteString("client-request-id"u8, call.ClientRequestId);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        await reply.FinishAsync();
    }
}
