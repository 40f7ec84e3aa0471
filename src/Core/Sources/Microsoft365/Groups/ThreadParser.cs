using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads threads straight from the answer's bytes. Not for concurrent use.</summary>
internal sealed class ThreadParser
{
    private readonly CanonicalJson _canonical = new();
    private readonly PostParser _posts = new();

    public ThreadRecord Parse(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        _canonical.Begin();
        var thread = new ThreadRecord();
        bool hasMore = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            hasMore |= name.SequenceEqual("posts@odata.nextLink"u8);
            reader.Read();
            if (name.SequenceEqual("posts"u8))
            {
                ReadMarks(json, ref reader, thread);
                continue;
            }

            if (reader.TokenType == JsonTokenType.String)
                TakeText(name, reader, thread);
            _canonical.Add(json, name, ref reader);
        }

        if (thread.Id.Length == 0)
            throw new JsonException("A thread must have an id.");
        thread.Json = _canonical.End(json);
        // Not all of them: the thread is listed.
        if (hasMore)
            thread.Marks = null;
        return thread;
    }

    private void ReadMarks(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, ThreadRecord thread)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return;
        thread.Marks = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            thread.Marks.Add(_posts.Parse(json, ref reader));
    }

    private static void TakeText(ReadOnlySpan<byte> name, Utf8JsonReader value, ThreadRecord thread)
    {
        if (name.SequenceEqual("id"u8))
            thread.Id = value.GetString()!;
        else if (name.SequenceEqual("topic"u8))
            thread.Topic = value.GetString()!;
        else if (name.SequenceEqual("lastDeliveredDateTime"u8) && value.TryGetDateTimeOffset(out DateTimeOffset delivered))
            thread.LastDelivered = delivered;
    }
}
