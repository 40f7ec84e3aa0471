namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads what the target has of a message, to compare it.</summary>
internal sealed class MessageContentReader(GraphHttpClient graph, GraphRequest request)
{
    public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        FetchedContent content = await graph.FetchAsync(request, cancellationToken).ConfigureAwait(false);
        return content.Rest is null ? new InlineContentStream(content.Head) : new MessageStream(content, graph, request);
    }
}
