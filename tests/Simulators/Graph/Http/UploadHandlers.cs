using System.Globalization;
using System.Text.Json;

namespace Veeam365.Simulators.Graph;

/// <summary>
/// Fragments of uploads. Drives want multiples of 320 KiB, at most 60 MiB at once (https://learn.microsoft.com/graph/api/driveitem-createuploadsession); Outlook at most 4 MB
/// (https://learn.microsoft.com/graph/api/attachment-createuploadsession).
/// </summary>
internal static class UploadHandlers
{
    private const int DriveUnit = 320 * 1024;
    private const int LargestDriveFragment = 60 << 20;
    private const int LargestMailFragment = 4 << 20;

    public static async Task StatusAsync(GraphCall call)
    {
        var session = call.Simulator.Uploads.Find(call.Route.Item!);
        using var reply = JsonReply.Start(call);
        Write(reply.Writer, call, session);
        await reply.FinishAsync();
    }

    public static async Task PutAsync(GraphCall call)
    {
        if (call.Http.Request.Headers.Authorization.Count > 0)
            throw new GraphException(401, "unauthenticated", "An upload address takes no token.");
        var session = call.Simulator.Uploads.Find(call.Route.Item!);
        using var body = new MemoryStream();
        await call.Http.Request.Body.CopyToAsync(body, call.Aborted);
        await session.Turn.WaitAsync(call.Aborted);
        try
        {
            await TakeAsync(call, session, body);
        }
        finally
        {
            session.Turn.Release();
        }
    }

    public static Task DeleteAsync(GraphCall call)
    {
        call.Simulator.Uploads.End(call.Simulator.Uploads.Find(call.Route.Item!));
        call.Http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    /// <summary>The answer that opens a session.</summary>
    public static async Task WriteNewAsync(GraphCall call, UploadSession session, string path)
    {
        using var reply = JsonReply.Start(call, call.Route.IsMailbox ? 201 : 200);
        reply.Writer.WriteStartObject();
        reply.Writer.WriteString("uploadUrl"u8, $"{call.Origin}/upload/{path}/{session.Id}");
        WriteMembers(reply.Writer, call, session);
        reply.Writer.WriteEndObject();
        await reply.FinishAsync();
    }

    private static async Task TakeAsync(GraphCall call, UploadSession session, MemoryStream body)
    {
        var (from, to, total) = Range(call);
        if (to - from + 1 != body.Length || (session.Size is { } size && size != total) || to >= total)
            throw new GraphException(400, "invalidRequest", "The Content-Range does not fit the content.");
        if (from != session.Received.Length)
            throw new GraphException(416, "invalidRange", "The fragment is not the next one.") { InnerCode = from < session.Received.Length ? "fragmentOverlap" : "fragmentOutOfOrder" };
        CheckSize(call, body.Length, to + 1 == total);
        session.Size = total;
        body.WriteTo(session.Received);
        call.Simulator.Uploads.Renew(session);
        if (session.Received.Length == total)
        {
            await FinishAsync(call, session);
            return;
        }

        using var reply = JsonReply.Start(call, call.Route.IsMailbox ? 200 : 202);
        Write(reply.Writer, call, session);
        await reply.FinishAsync();
    }

    private static async Task FinishAsync(GraphCall call, UploadSession session)
    {
        call.Simulator.Uploads.End(session);
        await session.FinishAsync(call);
    }

    private static void CheckSize(GraphCall call, long length, bool isLast)
    {
        if (call.Route.IsMailbox ? length > LargestMailFragment : length > LargestDriveFragment)
            throw new GraphException(413, "fragmentTooLarge", "The fragment is too large.");
        if (!call.Route.IsMailbox && !isLast && length % DriveUnit != 0)
            throw new GraphException(400, "invalidRequest", "A fragment must be a multiple of 320 KiB.");
    }

    private static (long From, long To, long Total) Range(GraphCall call)
    {
        var parts = call.Http.Request.Headers["Content-Range"].ToString().Replace("bytes ", "", StringComparison.OrdinalIgnoreCase).Split('-', '/');
        if (parts.Length == 3
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var to)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var total)
            && from <= to)
            return (from, to, total);
        throw new GraphException(400, "invalidRequest", "A fragment needs a Content-Range.");
    }

    private static void Write(Utf8JsonWriter writer, GraphCall call, UploadSession session)
    {
        writer.WriteStartObject();
        WriteMembers(writer, call, session);
        writer.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter writer, GraphCall call, UploadSession session)
    {
        writer.WriteString("expirationDateTime"u8, session.Expires.UtcDateTime);
        writer.WriteStartArray("nextExpectedRanges"u8);
        var next = session.Received.Length.ToString(CultureInfo.InvariantCulture);
        writer.WriteStringValue(call.Route.IsMailbox ? next : next + "-");
        writer.WriteEndArray();
    }
}
