using System.Text;
using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What the parts of one site's reading share.</summary>
/// <param name="Graph">The data path.</param>
/// <param name="Requests">The requests about the site.</param>
/// <param name="History">What is held.</param>
/// <param name="Output">Where changes go.</param>
/// <param name="Options">How it is read.</param>
internal sealed record SiteContext(GraphHttpClient Graph, SiteRequests Requests, IObjectHistory History, ChangeWriter Output, ReadOptions Options)
{
    /// <summary>All of a listing, in the source's order.</summary>
    public async Task<List<T>> ListAsync<T>(GraphRequest first, Func<JsonElement, T?> read, CancellationToken cancellationToken)
        where T : class
    {
        var all = new List<T>();
        await foreach (DeltaPage<T> page in PagesAsync(first.Uri, read, cancellationToken).ConfigureAwait(false))
            all.AddRange(page.Items);
        return all;
    }

    /// <summary>The pages of a listing or a delta round.</summary>
    public IAsyncEnumerable<DeltaPage<T>> PagesAsync<T>(Uri first, Func<JsonElement, T?> read, CancellationToken cancellationToken)
        where T : class
    {
        var parser = new DeltaPageParser<T>(ElementParser.Of(read));
        return DeltaPager.ReadAsync((uri, token) => Graph.GetJsonAsync(Requests.Link(uri), parser.Parse, token), Graph.Endpoint, first, cancellationToken);
    }

    public async ValueTask<string?> FindTextStateAsync(string key, CancellationToken cancellationToken) =>
        await History.FindStateAsync(key, cancellationToken).ConfigureAwait(false) is { } value ? Encoding.UTF8.GetString(value.Span) : null;

    public static SourceChange.State Keep(string key, string value) => new(key, Encoding.UTF8.GetBytes(value));

    public static SourceChange.State Forget(string key) => new(key, null);
}
