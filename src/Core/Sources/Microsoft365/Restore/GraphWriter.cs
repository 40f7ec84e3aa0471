using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Requests about one target, with its errors told as what they mean for an item or for the target.</summary>
/// <param name="graph">The data path.</param>
/// <param name="scope">What the requests count against.</param>
/// <param name="target">Whose it is, for messages.</param>
/// <param name="permission">What writing needs.</param>
internal sealed class GraphWriter(GraphHttpClient graph, GraphScope scope, string target, string permission)
{
    private const string ImmutableId = "IdType=\"ImmutableId\"";

    public GraphScope Scope => scope;

    /// <summary>The object there; null when there is none.</summary>
    public async Task<JsonElement?> FindAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await GuardAsync<JsonElement?>(async () => await graph.GetJsonAsync(Of(path), Parse, cancellationToken).ConfigureAwait(false), passNotFound: true).ConfigureAwait(false);
        }
        catch (GraphStatusException)
        {
            return null;
        }
    }

    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) =>
        GuardAsync(() => graph.GetJsonAsync(Of(path), Parse, cancellationToken));

    /// <summary>All objects of a collection, page by page.</summary>
    public async IAsyncEnumerable<JsonElement> ListAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (GraphRequest? next = Of(path); next is not null;)
        {
            GraphRequest request = next;
            JsonElement page = await GuardAsync(() => graph.GetJsonAsync(request, Parse, cancellationToken)).ConfigureAwait(false);
            foreach (JsonElement one in page.GetProperty("value").EnumerateArray())
                yield return one;
            next = page.Text("@odata.nextLink") is { } link ? request with { Uri = graph.Endpoint.Follow(link) } : null;
        }
    }

    /// <summary>Sends what may be sent twice without harm.</summary>
    public Task<JsonElement> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken) =>
        GuardAsync(() => graph.GetJsonAsync(With(method, path, body), Parse, cancellationToken));

    /// <summary>Sends raw content that may be sent twice without harm.</summary>
    public Task<JsonElement> SendAsync(HttpMethod method, string path, Func<HttpContent> body, CancellationToken cancellationToken) =>
        GuardAsync(() => graph.GetJsonAsync(Of(path) with { Method = method, Body = body }, Parse, cancellationToken));

    /// <summary>Sends what is answered without content, and may be sent twice.</summary>
    public Task SendAsync(HttpMethod method, string path, CancellationToken cancellationToken, Func<HttpContent>? body = null) =>
        GuardAsync(() => OpenAsync(Of(path) with { Method = method, Body = body }, cancellationToken));

    /// <summary>Removes; what is not there is gone already.</summary>
    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await GuardAsync(() => OpenAsync(Of(path) with { Method = HttpMethod.Delete }, cancellationToken), passNotFound: true).ConfigureAwait(false);
        }
        catch (GraphStatusException)
        {
            // Not there.
        }
    }

    /// <summary>
    /// Creates. When the answer was lost nobody knows whether it was created: before it is sent again it is looked for.
    /// </summary>
    /// <param name="path">The collection.</param>
    /// <param name="body">The object.</param>
    /// <param name="findAsync">Looks for it; null when it is not there.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<JsonElement> CreateAsync(string path, JsonObject body, Func<CancellationToken, Task<JsonElement?>> findAsync, CancellationToken cancellationToken) =>
        SendOnceAsync(With(HttpMethod.Post, path, body), findAsync, cancellationToken);

    /// <summary>Creates a folder, unless another object that is restored to the same mailbox at the same time has made it meanwhile.</summary>
    /// <param name="path">The collection.</param>
    /// <param name="body">The folder.</param>
    /// <param name="findAsync">Looks for it; null when it is not there.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The folder, and whether it was made here.</returns>
    public async Task<(JsonElement Folder, bool IsNew)> CreateFolderAsync(
        string path, JsonObject body, Func<CancellationToken, Task<JsonElement?>> findAsync, CancellationToken cancellationToken)
    {
        try
        {
            return (await CreateAsync(path, body, findAsync, cancellationToken).ConfigureAwait(false), true);
        }
        catch (TargetItemException e) when (e.InnerException is GraphStatusException { Status: HttpStatusCode.Conflict })
        {
            if (await findAsync(cancellationToken).ConfigureAwait(false) is { } found)
                return (found, false);
            throw;
        }
    }

    /// <summary>Changes what becomes another thing by that (an occurrence becomes an exception): before it is sent again the changed one is looked for.</summary>
    /// <param name="path">The object.</param>
    /// <param name="body">The changes.</param>
    /// <param name="findAsync">Looks for what it became; null when it is as it was.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<JsonElement> ChangeAsync(string path, JsonObject body, Func<CancellationToken, Task<JsonElement?>> findAsync, CancellationToken cancellationToken) =>
        SendOnceAsync(With(HttpMethod.Patch, path, body), findAsync, cancellationToken);

    /// <summary>Runs requests whose answers are more than an object.</summary>
    public Task<T> RunAsync<T>(Func<GraphHttpClient, CancellationToken, Task<T>> send, CancellationToken cancellationToken) =>
        GuardAsync(() => send(graph, cancellationToken));

    /// <summary>A request of this target.</summary>
    public GraphRequest Of(string path) => new(graph.Endpoint.Of(path), scope) { Prefer = ImmutableId };

    /// <summary>A text within a $filter.</summary>
    public static string Quoted(string text) => Uri.EscapeDataString(text.Replace("'", "''", StringComparison.Ordinal));

    public static JsonElement Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>A JSON object as the body of a request.</summary>
    public static HttpContent JsonBody(JsonObject body) => JsonBody(Encoding.UTF8.GetBytes(body.ToJsonString()));

    private Task<JsonElement> SendOnceAsync(GraphRequest request, Func<CancellationToken, Task<JsonElement?>> findAsync, CancellationToken cancellationToken)
    {
        var isRepeated = false;
        return GuardAsync(() => graph.RunAsync(scope, TryAsync, cancellationToken));

        async Task<JsonElement> TryAsync(CancellationToken token)
        {
            if (isRepeated && await findAsync(token).ConfigureAwait(false) is { } found)
                return found;
            isRepeated = true;
            return await graph.TryJsonAsync(request, Parse, token).ConfigureAwait(false);
        }
    }

    private GraphRequest With(HttpMethod method, string path, JsonObject? body)
    {
        byte[]? bytes = body is null ? null : Encoding.UTF8.GetBytes(body.ToJsonString());
        return Of(path) with { Method = method, Body = bytes is null ? null : () => JsonBody(bytes) };
    }

    private static ByteArrayContent JsonBody(byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new("application/json");
        return content;
    }

    private async Task<bool> OpenAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        using GraphResponse response = await graph.OpenAsync(request, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> send, bool passNotFound = false)
    {
        try
        {
            return await send().ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (passNotFound && e.MeansNotFound && !OutlookErrors.MeansAbsent(e))
        {
            throw;
        }
        catch (GraphStatusException e)
        {
            throw TargetErrors.Typed(e, target, permission);
        }
        catch (SourceException e) when (GraphErrors.CostsOneItem(e))
        {
            throw TargetErrors.Failed(e);
        }
    }
}
