using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads a SharePoint site: its libraries, lists, pages and subsites.</summary>
internal sealed class SiteReader(GraphHttpClient graph, ProtectedObject site, ReadOptions options) : IObjectReader
{
    private readonly SiteRequests _requests = new(graph.Endpoint, graph.Options, site.Id);

    public IAsyncEnumerable<SourceChange> ReadAsync(IObjectHistory history, CancellationToken cancellationToken) =>
        ChangeStream.ReadAsync((output, token) => ProduceAsync(history, output, token), cancellationToken);

    private async Task ProduceAsync(IObjectHistory history, ChangeWriter output, CancellationToken cancellationToken)
    {
        try
        {
            var context = new SiteContext(graph, _requests, history, output, options);
            await new WebRound(context, site.Id, webKey: null).RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.MeansNotFound)
        {
            throw SiteErrors.Absent(e);
        }
        catch (GraphStatusException e)
        {
            throw GraphErrors.Typed(e, SiteDirectory.Permission);
        }
    }
}
