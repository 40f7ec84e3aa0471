namespace Veeam365.Simulators.Graph;

/// <summary>Bodies that are not JSON.</summary>
internal static class BodyWriting
{
    private const int Piece = 64 * 1024;

    public static async Task WriteBytesAsync(this GraphCall call, ReadOnlyMemory<byte> bytes, string contentType)
    {
        call.Http.Response.ContentType = contentType;
        call.Http.Response.ContentLength = bytes.Length;
        call.LeaveMailbox();
        await call.Http.Response.BodyWriter.WriteAsync(bytes, call.Aborted);
        call.Simulator.Log.Sent(bytes.Length);
    }

    /// <summary>Sends a part of a file piece by piece.</summary>
    public static async Task WriteContentAsync(this GraphCall call, FileContent content, long from, long length)
    {
        call.Http.Response.ContentLength = length;
        var pipe = call.Http.Response.BodyWriter;
        var cut = call.CutAfter is { } after && after < length ? from + after : long.MaxValue;
        for (var end = from + length; from < end;)
        {
            if (from >= cut)
            {
                call.Http.Abort();
                return;
            }

            var want = (int)Math.Min(Piece, Math.Min(end, cut) - from);
            var read = content.Read(from, pipe.GetMemory(want).Span[..want]);
            pipe.Advance(read);
            from += read;
            var flushed = await pipe.FlushAsync(call.Aborted);
            if (flushed.IsCompleted)
                return;
        }

        call.Simulator.Log.Sent(length);
    }
}
