using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Veeam365.Simulators.Graph;

/// <summary>A JSON answer, written straight into the response's pipe.</summary>
internal sealed class JsonReply : IDisposable
{
    private const int FlushAt = 32 * 1024;

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly GraphCall _call;
    private readonly PipeWriter _pipe;
    private long _flushed;

    private JsonReply(GraphCall call)
    {
        _call = call;
        _pipe = call.Http.Response.BodyWriter;
        Writer = new Utf8JsonWriter(_pipe, WriterOptions);
    }

    public Utf8JsonWriter Writer { get; }

    public static JsonReply Start(GraphCall call, int status = 200)
    {
        call.Http.Response.StatusCode = status;
        call.Http.Response.ContentType = "application/json; odata.metadata=minimal; odata.streaming=true; charset=utf-8";
        return new JsonReply(call);
    }

    /// <summary>An object with @odata.context and, as its last property so far, an open array "value".</summary>
    public static JsonReply StartCollection(GraphCall call, string context)
    {
        var reply = Start(call);
        reply.Writer.WriteStartObject();
        reply.Writer.WriteString("@odata.context"u8, $"{call.Root}/$metadata#{context}");
        reply.Writer.WriteStartArray("value"u8);
        return reply;
    }

    /// <summary>Closes the array and the object; the link follows the items so that they are sent first.</summary>
    public async Task FinishCollectionAsync(string? linkName = null, string? link = null)
    {
        Writer.WriteEndArray();
        if (link is not null)
            Writer.WriteString(linkName!, link);
        Writer.WriteEndObject();
        await FinishAsync();
    }

    public ValueTask FlushIfLargeAsync()
    {
        if (Writer.BytesCommitted + Writer.BytesPending - _flushed < FlushAt)
            return ValueTask.CompletedTask;
        return FlushAsync();
    }

    public async Task FinishAsync()
    {
        await FlushAsync();
        _call.Simulator.Log.Sent(Writer.BytesCommitted);
    }

    public void Dispose() => Writer.Dispose();

    private async ValueTask FlushAsync()
    {
        Writer.Flush();
        _flushed = Writer.BytesCommitted;
        await _pipe.FlushAsync(_call.Aborted);
    }
}
