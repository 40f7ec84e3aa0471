using System.Text;
using System.Text.Json;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The attachments of an event or post, written into its JSON with their contents, whatever their size.</summary>
/// <param name="graph">The data path.</param>
/// <param name="link">The request about a link that the service gave.</param>
internal sealed class EmbeddedAttachments(GraphHttpClient graph, Func<Uri, GraphRequest> link)
{
    /// <summary>Adds the member attachments, if there are any.</summary>
    /// <param name="parts">Where it is added; an object that is not closed yet.</param>
    /// <param name="list">Lists them.</param>
    /// <param name="content">Reads one by its id.</param>
    /// <param name="tellMissing">Is told what cannot be read: the rest is held, and it is tried again.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ItemVanishedException">What they belong to is gone.</exception>
    public async Task AddAsync(
        List<EmbeddedPart> parts, GraphRequest list, Func<string, GraphRequest> content, Action<SourceItemException, string> tellMissing, CancellationToken cancellationToken)
    {
        IReadOnlyList<AttachmentRecord> attachments = await ListAsync(list, tellMissing, cancellationToken).ConfigureAwait(false);
        if (attachments.Count == 0)
            return;
        for (var i = 0; i < attachments.Count; i++)
        {
            AttachmentRecord attachment = attachments[i];
            parts.Add(Text($"{(i == 0 ? ",\"attachments\":[" : ",")}{{\"@odata.type\":{JsonSerializer.Serialize(attachment.Type)},"));
            parts.Add(new EmbeddedPart(attachment.Json.AsMemory()[1..^1]));
            // A reference is a link: there is nothing to read.
            if (!attachment.IsReference)
                parts.Add(new EmbeddedPart(","u8.ToArray(), token => OpenAsync(content(attachment.Id), token), $"Attachment {i + 1} of {attachments.Count}"));
            parts.Add(Text("}"));
        }

        parts.Add(Text("]"));
    }

    private async Task<Stream?> OpenAsync(GraphRequest request, CancellationToken cancellationToken) =>
        await ComposedContent.OpenValueAsync(graph, request, cancellationToken).ConfigureAwait(false);

    private async Task<IReadOnlyList<AttachmentRecord>> ListAsync(GraphRequest list, Action<SourceItemException, string> tellMissing, CancellationToken cancellationToken)
    {
        var found = new List<AttachmentRecord>();
        var pages = new DeltaPageParser<AttachmentRecord>(new AttachmentParser().Parse);
        try
        {
            for (Uri? next = list.Uri; next is not null;)
            {
                GraphRequest request = link(next);
                DeltaPage<AttachmentRecord> page = await ContentErrors.GuardAsync(() => graph.GetJsonAsync(request, pages.Parse, cancellationToken)).ConfigureAwait(false);
                found.AddRange(page.Items);
                next = page.NextLink is null ? null : graph.Endpoint.Follow(page.NextLink);
            }
        }
        catch (SourceItemException e)
        {
            tellMissing(e, "Its attachments");
        }

        return found;
    }

    private static EmbeddedPart Text(string text) => new(Encoding.UTF8.GetBytes(text));
}
