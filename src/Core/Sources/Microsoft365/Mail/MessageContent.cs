namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A message's MIME. An open stream of a large one keeps one of its mailbox's request slots until it is disposed.</summary>
internal sealed class MessageContent(GraphHttpClient graph, MailRequests requests, string id) : ISourceContent
{
    public long? Length => null;

    // The service tells no hash of a message.
    public bool IsUnverified => false;

    public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        GraphRequest request = requests.MessageMime(id);
        FetchedContent content = await ContentErrors.GuardAsync(() => graph.FetchAsync(request, cancellationToken), () => graph.ExistsAsync(requests.Item(id), cancellationToken)).ConfigureAwait(false);
        return content.Rest is null ? new InlineContentStream(content.Head) : new MessageStream(content, graph, request);
    }
}
