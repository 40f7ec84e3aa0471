using System.Net;
using System.Net.Http.Headers;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Polly;
using Polly.Retry;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// The data path: sends a request under the governor, with the token, and repeats what can be repeated. What comes out is a success, a
/// <see cref="GraphStatusException"/> (a definite answer) or a typed error. Messages hold neither tokens nor addresses.
/// </summary>
internal sealed class GraphHttpClient
{
    private const int LargestErrorBody = 64 * 1024;

    // Requests of one object given up one after the other without any answer: it is the object that hangs.
    private const int SilencesThatMeanTheObject = 8;

    private readonly GraphTransport _transport;
    private readonly GraphTokenSource _tokens;
    private readonly GraphGovernor _governor;
    private readonly TrafficCounter _traffic;
    private readonly GraphSourceOptions _options;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _retries;
    private readonly TimeSpan _timeout;
    private readonly IDownloadShaper? _downloads;

    public GraphHttpClient(GraphTransport transport, GraphTokenSource tokens, GraphGovernor governor, TrafficCounter traffic, GraphSettings settings)
    {
        _transport = transport;
        _tokens = tokens;
        _governor = governor;
        _traffic = traffic;
        _options = settings.Options;
        _time = settings.Time;
        _downloads = settings.Downloads;
        Endpoint = settings.Endpoint;
        _retries = BuildRetries();
        _timeout = _options.RequestTimeout < _options.StallTimeout ? _options.RequestTimeout : _options.StallTimeout;
    }

    public GraphEndpoint Endpoint { get; }

    public GraphSourceOptions Options => _options;

    public TimeProvider Time => _time;

    /// <summary>Fetches and parses a JSON answer; a body that is cut or does not parse is fetched again.</summary>
    public Task<T> GetJsonAsync<T>(GraphRequest request, JsonParser<T> parse, CancellationToken cancellationToken) =>
        RunAsync(request.Scope, token => GetJsonOnceAsync(request, parse, token), cancellationToken);

    /// <summary>Opens an answer of any length; the caller disposes it and copes with a cut body.</summary>
    public Task<GraphResponse> OpenAsync(GraphRequest request, CancellationToken cancellationToken) =>
        RunAsync(request.Scope, token => OpenOnceAsync(request, token), cancellationToken);

    /// <summary>Opens an answer and reads its beginning; if that is all, a cut is repaired here already.</summary>
    public Task<FetchedContent> FetchAsync(GraphRequest request, CancellationToken cancellationToken) =>
        RunAsync(request.Scope, token => FetchOnceAsync(request, token), cancellationToken);

    /// <summary>Asks whether something is there.</summary>
    public async Task<bool> ExistsAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await GetJsonAsync(request, static _ => true, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.MeansNotFound || e.Status == HttpStatusCode.Gone)
        {
            return false;
        }
    }

    /// <summary>Repeats an action of the caller's by the same rules.</summary>
    public async Task<T> RunAsync<T>(GraphScope scope, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        ExceptionDispatchInfo failure;
        try
        {
            // Nearly every request succeeds at once: the retry strategies' layers are for the others.
            return await attempt(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is GraphTransientException or GraphThrottledException)
        {
            failure = ExceptionDispatchInfo.Capture(e);
        }

        return await RepeatAsync(scope, attempt, failure, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Goes on after a first attempt that failed; the strategies see that failure as theirs.</summary>
    private async Task<T> RepeatAsync<T>(
        GraphScope scope, Func<CancellationToken, Task<T>> attempt, ExceptionDispatchInfo failure, CancellationToken cancellationToken)
    {
        bool isFirst = true;
        TimeSpan silence = TimeSpan.Zero;
        try
        {
            return await _retries.ExecuteAsync(
                async token =>
                {
                    try
                    {
                        if (isFirst)
                        {
                            isFirst = false;
                            failure.Throw();
                        }

                        return await attempt(token).ConfigureAwait(false);
                    }
                    catch (GraphTransientException e) when ((silence += e.Silence) >= _options.StallTimeout)
                    {
                        throw GiveUp(scope, silence, e);
                    }
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (GraphTransientException e)
        {
            throw e.Final ?? (Exception)GraphErrors.Exhausted(e);
        }
        catch (GraphThrottledException e)
        {
            throw GraphErrors.Throttled(e);
        }
    }

    /// <summary>Waiting longer would hold up the session; whether it costs the item or the object depends on what else of the object is answered.</summary>
    private BackupException GiveUp(GraphScope scope, TimeSpan silence, GraphTransientException cause) =>
        _governor.Silent(scope) >= SilencesThatMeanTheObject ? GraphErrors.Stalled(silence, cause) : GraphErrors.NoAnswer(silence, cause);

    /// <summary>One attempt, for those who must look before they repeat; to be used within <see cref="RunAsync"/>.</summary>
    public Task<T> TryJsonAsync<T>(GraphRequest request, JsonParser<T> parse, CancellationToken cancellationToken) => GetJsonOnceAsync(request, parse, cancellationToken);

    private async Task<T> GetJsonOnceAsync<T>(GraphRequest request, JsonParser<T> parse, CancellationToken cancellationToken)
    {
        try
        {
            using GraphResponse response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
            using var body = new PooledBody((int)Math.Min(response.Length + 1 ?? 65_536, 16 << 20));
            await response.FillAsync(body, int.MaxValue - 1).ConfigureAwait(false);
            response.Dispose();
            return Parse(parse, body.Span);
        }
        catch (Exception e) when (BrokenBody.Is(e, cancellationToken))
        {
            throw Broken(e);
        }
    }

    private static T Parse<T>(JsonParser<T> parse, ReadOnlySpan<byte> json)
    {
        try
        {
            return parse(json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new GraphTransientException("an answer is not the JSON that was expected", true, e);
        }
    }

    private async Task<GraphResponse> OpenOnceAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (BrokenBody.Is(e, cancellationToken))
        {
            throw Broken(e);
        }
    }

    private async Task<FetchedContent> FetchOnceAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        GraphResponse response = await OpenOnceAsync(request, cancellationToken).ConfigureAwait(false);
        var head = new PooledBody((int)Math.Min(response.Length + 1 ?? 16_384, _options.InlineContentLimit + 1));
        try
        {
            if (!await response.FillAsync(head, _options.InlineContentLimit).ConfigureAwait(false))
            {
                response.Stream();
                return new FetchedContent(head, response);
            }

            response.Dispose();
            return new FetchedContent(head, null);
        }
        catch (Exception e)
        {
            response.Dispose();
            head.Dispose();
            if (BrokenBody.Is(e, cancellationToken))
                throw Broken(e);
            throw;
        }
    }

    private async Task<GraphResponse> SendAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        if (request.IsDownload)
            return await SendOnceAsync(request, null, cancellationToken).ConfigureAwait(false);
        string token = await _tokens.GetAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await SendOnceAsync(request, token, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.Status == HttpStatusCode.Unauthorized)
        {
            // Revoked or expired early: one fresh token, one more try.
            string fresh = await _tokens.RenewAsync(token, cancellationToken).ConfigureAwait(false);
            return await SendWithFreshTokenAsync(request, fresh, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<GraphResponse> SendWithFreshTokenAsync(GraphRequest request, string token, CancellationToken cancellationToken)
    {
        try
        {
            return await SendOnceAsync(request, token, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.Status == HttpStatusCode.Unauthorized)
        {
            throw GraphErrors.TokenRefused(e);
        }
    }

    private async Task<GraphResponse> SendOnceAsync(GraphRequest request, string? token, CancellationToken cancellationToken)
    {
        GovernedSlot slot = await _governor.EnterAsync(request.Scope, request.Units, cancellationToken).ConfigureAwait(false);
        var attempt = new RequestAttempt(slot, _traffic, _timeout, cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            using HttpRequestMessage message = request.ToMessage(_options.HttpVersion);
            if (token is not null)
                message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            _traffic.Sent();
            response = await _transport.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, attempt.Token).ConfigureAwait(false);
            if ((int)response.StatusCode >= 400)
                throw await FailureAsync(request, response, attempt).ConfigureAwait(false);
            attempt.Answered(BudgetOf(request, response));
            Stream body = await response.Content.ReadAsStreamAsync(attempt.Token).ConfigureAwait(false);
            if (_downloads is not null)
                body = new ShapedStream(body, _downloads, attempt);
            return new GraphResponse(response, ContentCoding.Decode(response.Content.Headers, body), attempt);
        }
        catch
        {
            response?.Dispose();
            attempt.Dispose();
            throw;
        }
    }

    private async Task<Exception> FailureAsync(GraphRequest request, HttpResponseMessage response, RequestAttempt attempt)
    {
        var status = (int)response.StatusCode;
        TimeSpan? wait = RetryAfter.Read(response, _time);
        // 509 is SharePoint's "bandwidth limit exceeded". Whatever says how long to wait means it, whatever its status.
        if (status == 429 || (wait is not null && status is 408 or 500 or 502 or 503 or 504 or 509))
            return Throttle(attempt, status, wait);
        if (status == 503)
            attempt.Overloaded();
        else
            attempt.Answered(BudgetOf(request, response));
        GraphError error = GraphError.Parse(await ReadErrorAsync(response, attempt).ConfigureAwait(false));
        var failure = new GraphStatusException(response.StatusCode, error, response.Headers.Location);
        return status switch
        {
            408 or 500 or 502 or 503 or 504 or 509 => new GraphTransientException($"HTTP {status} {error.Code}".TrimEnd(), true, failure),
            // A front end that lost its way answers 404 without a body; the service itself always sends an error.
            404 when error.IsEmpty && !request.IsDownload => new GraphTransientException("HTTP 404 without a body", true, failure) { Final = failure },
            _ => failure,
        };
    }

    private Exception Throttle(RequestAttempt attempt, int status, TimeSpan? wait)
    {
        attempt.Throttled(wait);
        return wait > _options.RetryAfterLimit ? GraphErrors.Throttled(new GraphThrottledException(status)) : new GraphThrottledException(status);
    }

    private static RateLimit? BudgetOf(GraphRequest request, HttpResponseMessage response) =>
        request.Scope.Service == GraphService.SharePoint ? RateLimit.Read(response) : null;

    private static async Task<ReadOnlyMemory<byte>> ReadErrorAsync(HttpResponseMessage response, RequestAttempt attempt)
    {
        using var body = new PooledBody(4096);
        await using Stream stream = ContentCoding.Decode(response.Content.Headers, await response.Content.ReadAsStreamAsync(attempt.Token).ConfigureAwait(false));
        await body.FillAsync(stream, LargestErrorBody, attempt.Token).ConfigureAwait(false);
        attempt.Received(body.Length);
        return body.Memory.ToArray();
    }

    private GraphTransientException Broken(Exception e) => e switch
    {
        OperationCanceledException => new GraphTransientException("no answer in time", false, e) { Silence = _timeout },
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            new GraphTransientException("the server's TLS certificate is not trusted, or TLS failed", false, e),
        HttpRequestException http => new GraphTransientException($"connection failed ({http.HttpRequestError})", false, e),
        _ => new GraphTransientException("the connection was cut", false, e),
    };

    private ResiliencePipeline BuildRetries() => new ResiliencePipelineBuilder { TimeProvider = _time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<GraphThrottledException>(),
            MaxRetryAttempts = Math.Max(1, _options.MaxThrottledAttempts - 1),
            // The governor waits, for this request and for everybody else in its scope.
            Delay = TimeSpan.Zero,
        })
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<GraphTransientException>(),
            MaxRetryAttempts = Math.Max(1, _options.MaxAttempts - 1),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = _options.BackoffBase,
            MaxDelay = _options.BackoffLimit,
        })
        .Build();
}
