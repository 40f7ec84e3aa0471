using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Veeam365.Backup.Bench;

/// <summary>
/// The peer of a session: makes the requests a first backup needs, at the same concurrency, and throws the answers away. It knows nothing of retries,
/// hashes, state or storage: what a session takes longer is what backing up costs.
/// </summary>
internal sealed partial class BareClient : IDisposable
{
    private const string FolderProperties = "$select=id,displayName,parentFolderId,isHidden,totalItemCount";

    private const string MessageProperties = "$select=subject,from,sender,toRecipients,ccRecipients,bccRecipients,replyTo,receivedDateTime,sentDateTime,createdDateTime,"
        + "lastModifiedDateTime,changeKey,parentFolderId,categories,flag,isRead,isDraft,importance,internetMessageId,conversationId,hasAttachments,inferenceClassification";

    private readonly BareClientOptions _options;
    private readonly SemaphoreSlim _organization;
    private AuthenticationHeaderValue? _authorization;
    private readonly HttpClient _http;
    private readonly Uri _graph;
    private long _items, _requests, _bytes;

    private BareClient(BareClientOptions options)
    {
        _options = options;
        _graph = new Uri(options.Endpoint, "v1.0/");
        _organization = new SemaphoreSlim(options.Concurrency);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            SslOptions = { RemoteCertificateValidationCallback = (_, c, _, _) => string.Equals(c!.GetCertHashString(HashAlgorithmName.SHA256), options.Certificate, StringComparison.OrdinalIgnoreCase) },
        });
    }

    public static async Task<ChildResult> RunAsync(BareClientOptions options, CancellationToken cancellationToken)
    {
        using var client = new BareClient(options);
        var watch = Stopwatch.StartNew();
        await client.SignInAsync(cancellationToken);
        await client.ReadTenantAsync(cancellationToken);
        return new ChildResult("Success", watch.Elapsed.TotalSeconds, ChildResult.ProcessorSeconds(), ChildResult.PeakMiB(), client._items, client._requests, client._bytes);
    }

    public void Dispose()
    {
        _http.Dispose();
        _organization.Dispose();
    }

    private async Task SignInAsync(CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = _options.ClientId,
            ["client_secret"] = _options.Secret,
            ["scope"] = new Uri(_options.Endpoint, ".default").ToString(),
        });
        using HttpResponseMessage answer = await _http.PostAsync(new Uri(_options.Endpoint, $"{_options.TenantId}/oauth2/v2.0/token"), form, cancellationToken);
        using JsonDocument token = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        _authorization = new AuthenticationHeaderValue("Bearer", token.RootElement.GetProperty("access_token").GetString());
    }

    private async Task ReadTenantAsync(CancellationToken cancellationToken)
    {
        var work = new List<Func<CancellationToken, Task>>();
        await foreach (JsonElement user in PagesAsync(new Uri(_graph, "users?$select=id&$top=999"), cancellationToken))
        {
            string id = user.GetProperty("id").GetString()!;
            work.Add(token => ReadMailboxAsync(id, token));
            work.Add(token => ReadDriveAsync(id, token));
        }
        await Parallel.ForEachAsync(work, Limit(_options.ObjectConcurrency, cancellationToken), async (read, token) => await read(token));
    }

    private async Task ReadMailboxAsync(string user, CancellationToken cancellationToken)
    {
        using var gate = new SemaphoreSlim(_options.RequestsPerMailbox);
        IAsyncEnumerable<JsonElement> folders = PagesAsync(new Uri(_graph, $"users/{user}/mailFolders/delta?includeHiddenFolders=true&{FolderProperties}"), cancellationToken);
        await Parallel.ForEachAsync(folders, Limit(_options.FoldersSideBySide, cancellationToken), async (folder, inner) =>
            await ReadFolderAsync(user, folder.GetProperty("id").GetString()!, gate, inner));
    }

    private async Task ReadFolderAsync(string user, string id, SemaphoreSlim gate, CancellationToken cancellationToken)
    {
        IAsyncEnumerable<JsonElement> messages = PagesAsync(new Uri(_graph, $"users/{user}/mailFolders/{id}/messages/delta?{MessageProperties}"), cancellationToken);
        await Parallel.ForEachAsync(messages, Limit(_options.ItemsPerObject, cancellationToken), async (message, token) =>
        {
            await gate.WaitAsync(token);
            try
            {
                await DiscardAsync(new Uri(_graph, $"users/{user}/messages/{message.GetProperty("id").GetString()}/$value"), token);
            }
            finally
            {
                gate.Release();
            }
        });
    }

    private async Task ReadDriveAsync(string user, CancellationToken cancellationToken)
    {
        using JsonDocument drive = await JsonAsync(new Uri(_graph, $"users/{user}/drive"), cancellationToken);
        string id = drive.RootElement.GetProperty("id").GetString()!;
        IAsyncEnumerable<JsonElement> items = PagesAsync(new Uri(_graph, $"drives/{id}/root/delta?$top=500"), cancellationToken);
        await Parallel.ForEachAsync(items, Limit(_options.ItemsPerObject, cancellationToken), async (item, token) =>
        {
            if (item.TryGetProperty("@microsoft.graph.downloadUrl", out JsonElement url))
                await DiscardAsync(new Uri(url.GetString()!), token, authorized: false);
        });
    }

    private static ParallelOptions Limit(int degree, CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = degree, CancellationToken = cancellationToken };

    private async IAsyncEnumerable<JsonElement> PagesAsync(Uri first, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (Uri? at = first; at is not null;)
        {
            using JsonDocument page = await JsonAsync(at, cancellationToken);
            foreach (JsonElement element in page.RootElement.GetProperty("value").EnumerateArray())
                yield return element.Clone();
            at = page.RootElement.TryGetProperty("@odata.nextLink", out JsonElement next) ? new Uri(next.GetString()!) : null;
        }
    }

    private async Task<JsonDocument> JsonAsync(Uri uri, CancellationToken cancellationToken)
    {
        await _organization.WaitAsync(cancellationToken);
        try
        {
            using HttpResponseMessage answer = await SendAsync(uri, authorized: true, cancellationToken);
            await using Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
        }
        finally
        {
            _organization.Release();
        }
    }

    private async Task DiscardAsync(Uri uri, CancellationToken cancellationToken, bool authorized = true)
    {
        await _organization.WaitAsync(cancellationToken);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(81920);
        try
        {
            using HttpResponseMessage answer = await SendAsync(uri, authorized, cancellationToken);
            await using Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            int read;
            while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
                Interlocked.Add(ref _bytes, read);
            Interlocked.Increment(ref _items);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            _organization.Release();
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Uri uri, bool authorized, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        request.Headers.Add("Prefer", "IdType=\"ImmutableId\", odata.maxpagesize=500");
        request.Headers.Authorization = authorized ? _authorization : null;
        Interlocked.Increment(ref _requests);
        HttpResponseMessage answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return answer.IsSuccessStatusCode ? answer : throw new HttpRequestException($"{(int)answer.StatusCode} for {uri.AbsolutePath}");
    }
}
