using System.Text;
using System.Text.Json;
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

    private async Task AddAttachmentsAsync(List<EmbeddedPart> parts, EventRecord owner, Action<SourceItemException, string> tellMissing, CancellationToken cancellationToken)
    {
        IReadOnlyList<AttachmentRecord> attachments = owner.HasAttachments ? await ListAsync(owner, tellMissing, cancellationToken).ConfigureAwait(false) : [];
        if (attachments.Count == 0)
            return;
        for (var i = 0; i < attachments.Count; i++)
        {
            AttachmentRecord attachment = attachments[i];
            parts.Add(Text($"{(i == 0 ? ",\"attachments\":[" : ",")}{{\"@odata.type\":{JsonSerializer.Serialize(attachment.Type)},"));
            parts.Add(new EmbeddedPart(attachment.Json.AsMemory()[1..^1]));
            // A reference is a link: there is nothing to read.
            if (!attachment.IsReference)
                parts.Add(new EmbeddedPart(","u8.ToArray(), token => OpenAsync(owner.Id, attachment.Id, token), $"Attachment {i + 1} of {attachments.Count}"));
            parts.Add(Text("}"));
        }

        parts.Add(Text("]"));
    }

    private async Task<Stream?> OpenAsync(string eventId, string id, CancellationToken cancellationToken) =>
        await ComposedContent.OpenValueAsync(graph, requests.AttachmentContent(eventId, id), cancellationToken).ConfigureAwait(false);

    /// <summary>What is attached. When that cannot be told the event is held without it, and tried again.</summary>
    private async Task<IReadOnlyList<AttachmentRecord>> ListAsync(EventRecord owner, Action<SourceItemException, string> tellMissing, CancellationToken cancellationToken)
    {
        var found = new List<AttachmentRecord>();
        var pages = new DeltaPageParser<AttachmentRecord>(new AttachmentParser().Parse);
        try
        {
            for (Uri? next = requests.Attachments(owner.Id).Uri; next is not null;)
            {
                GraphRequest request = requests.Link(next);
                DeltaPage<AttachmentRecord> page = await ContentErrors.GuardAsync(() => graph.GetJsonAsync(request, pages.Parse, cancellationToken)).ConfigureAwait(false);
                found.AddRange(page.Items);
                next = page.NextLink is null ? null : graph.Endpoint.Follow(page.NextLink);
            }
        }
        catch (ItemVanishedException) when (owner != item)
        {
            // The exception is none any more: the series changed meanwhile and is read again by the next session.
        }
        catch (SourceItemException e)
        {
            tellMissing(e, "Its attachments");
        }

        return found;
    }

    private static EmbeddedPart Text(string text) => new(Encoding.UTF8.GetBytes(text));
}
