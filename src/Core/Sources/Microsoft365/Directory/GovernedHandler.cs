using System.Net;
using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Puts the Graph SDK on our data path: token, governor and retries are ours, so that nobody else sleeps on a Retry-After. A definite refusal passes
/// through the SDK as <see cref="GraphStatusException"/>.
/// </summary>
internal sealed class GovernedHandler(GraphHttpClient graph) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Get || request.RequestUri is null)
            throw new NotSupportedException("A backup only reads.");
        Uri uri = graph.Endpoint.Follow(request.RequestUri.OriginalString);
        byte[] json = await graph.GetJsonAsync(new GraphRequest(uri, GraphScope.Directory), Validate, cancellationToken).ConfigureAwait(false);
        var response = new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request, Content = new ByteArrayContent(json) };
        response.Content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("application/json");
        return response;
    }

    // A body that was cut is noticed here, where it is fetched again.
    private static byte[] Validate(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        reader.Skip();
        return json.ToArray();
    }
}
