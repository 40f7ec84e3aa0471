using System.Text;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>An event's content: its JSON, its exceptions and the attachments of each, as Graph itself would write them if it expanded everything.</summary>
internal sealed class EventContent(GraphHttpClient graph, CalendarRequests requests, EventRecord item)
{
    public async Task<IReadOnlyList<EmbeddedPart>> ComposeAsync(Action<SourceItemException, string> tellMissing, CancellationToken cancellationToken)
    {
        var parts = new List<EmbeddedPart> { new(item.Json.AsMemory()[..^1]) };
        await AddAttachmentsAsync(parts, item, tellMissing, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < item.Exceptions.Count; i++)
        {
            EventRecord exception = item.Exceptions[i];
            parts.Add(Text(i == 0 ? ",\"exceptionOccurrences\":[" : ","));
            parts.Add(new EmbeddedPart(exception.Json.AsMemory()[..^1]));
            await AddAttachmentsAsync(parts, exception, tellMissing, cancellationToken).ConfigureAwait(false);
            parts.Add(Text("}"));
        }

        parts.Add(Text(item.Exceptions.Count > 0 ? "]}" : "}"));
        return parts;
    }

    /// <summary>What is attached. When that cannot be told the event is held without it, and tried again.</summary>
    private async Task AddAttachmentsAsync(List<EmbeddedPart> parts, EventRecord owner, Action<SourceItemException, string> tellMissing, CancellationToken cancellationToken)
    {
        if (!owner.HasAttachments)
            return;
        try
        {
            await new EmbeddedAttachments(graph, requests.Link)
                .AddAsync(parts, requests.Attachments(owner.Id), id => requests.AttachmentContent(owner.Id, id), tellMissing, cancellationToken).ConfigureAwait(false);
        }
        catch (ItemVanishedException) when (owner != item)
        {
            // The exception is none any more: the series changed meanwhile and is read again by the next session.
        }
    }

    private static EmbeddedPart Text(string text) => new(Encoding.UTF8.GetBytes(text));
}
