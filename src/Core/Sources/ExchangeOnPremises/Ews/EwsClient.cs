using System.Net;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources.Microsoft365;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>Sends requests to Exchange Web Services, again and again where that may help, and takes answers apart.</summary>
internal sealed class EwsClient(EwsTransport transport, OnPremisesConnection connection, EwsGovernor governor, TrafficCounter traffic, EwsOptions options, TimeProvider time, IDownloadShaper? shaper)
{
    // What fails alone this often fails for itself: it does not hold up those that were asked for together with it.
    private const int AttemptsPerItem = 4;

    private static readonly TimeSpan DefaultHold = TimeSpan.FromSeconds(5);

    public EwsOptions Options { get; } = options;

    /// <summary>Asks for one thing.</summary>
    /// <exception cref="EwsException">It was refused.</exception>
    public async Task<XElement> SendOneAsync(string mailbox, XElement request, CancellationToken cancellationToken)
    {
        EwsAnswer answer = (await SendAsync(mailbox, request, cancellationToken).ConfigureAwait(false))[0];
        return answer.IsError ? throw new EwsException(answer.Code) : answer.Message;
    }

    /// <summary>Asks for several things at once: one answer each, in their order. Answers that may be others the next time make the request be sent again.</summary>
    /// <exception cref="EwsException">The request as a whole was refused.</exception>
    /// <exception cref="SourceException">There was no usable answer, again and again.</exception>
    public Task<IReadOnlyList<EwsAnswer>> SendAsync(string mailbox, XElement request, CancellationToken cancellationToken)
    {
        int attempts = 0;
        return RetryAsync(mailbox, token => TryAsync(mailbox, request, isLast: ++attempts >= AttemptsPerItem, token), cancellationToken);
    }

    /// <summary>The same for things of which each must be answered.</summary>
    /// <exception cref="SourceException">Some of them were not.</exception>
    public async Task<IReadOnlyList<EwsAnswer>> SendAsync(string mailbox, XElement request, int count, CancellationToken cancellationToken)
    {
        IReadOnlyList<EwsAnswer> answers = await SendAsync(mailbox, request, cancellationToken).ConfigureAwait(false);
        return answers.Count == count
            ? answers
            : throw EwsErrors.Exhausted(connection.Ews, new EwsTransientException($"{count} things were asked for and {answers.Count} answered", null, false));
    }

    /// <summary>Opens an answer whose content is streamed; whoever reads it to its end retries.</summary>
    /// <exception cref="EwsTransientException">It may work the next time.</exception>
    public async Task<EwsBody> OpenAsync(string mailbox, XElement request, CancellationToken cancellationToken)
    {
        IDisposable turn = await governor.EnterAsync(mailbox, cancellationToken).ConfigureAwait(false);
        try
        {
            HttpResponseMessage response = await PostAsync(mailbox, request, cancellationToken).ConfigureAwait(false);
            try
            {
                Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
                return new EwsBody(response, body, traffic, shaper, Options.RequestTimeout, turn, cancellationToken);
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>Runs something that asks, until it works or there is no hope.</summary>
    public async Task<T> RetryAsync<T>(string mailbox, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        for (int failures = 0, refusals = 0; ;)
        {
            try
            {
                return await ask(cancellationToken).ConfigureAwait(false);
            }
            catch (EwsTransientException e) when (e.IsThrottling && ++refusals < Options.MaxThrottledAttempts)
            {
                traffic.Throttled();
                governor.Hold(mailbox, Shorter(e.Wait ?? DefaultHold));
            }
            catch (EwsTransientException e) when (!e.IsThrottling && ++failures < Options.MaxAttempts)
            {
                await Task.Delay(Shorter(e.Wait ?? PauseAfter(failures)), time, cancellationToken).ConfigureAwait(false);
            }
            catch (EwsTransientException e)
            {
                throw EwsErrors.Exhausted(connection.Ews, e);
            }
        }
    }

    private async Task<IReadOnlyList<EwsAnswer>> TryAsync(string mailbox, XElement request, bool isLast, CancellationToken cancellationToken)
    {
        await using EwsBody body = await OpenAsync(mailbox, request, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<EwsAnswer> answers = EwsAnswer.Of(await ParseAsync(body, cancellationToken).ConfigureAwait(false));
        if (answers.Count == 0)
            throw new EwsTransientException("the answer holds no response", null, false);
        foreach (EwsAnswer answer in answers)
            answer.ThrowIfTransient(isLast);
        return answers;
    }

    private async Task<HttpResponseMessage> PostAsync(string mailbox, XElement request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Options.RequestTimeout);
        using var message = new HttpRequestMessage(HttpMethod.Post, connection.Ews);
        message.Content = new StringContent(EwsRequests.Envelope(request, mailbox).ToString(SaveOptions.DisableFormatting), Encoding.UTF8, "text/xml");
        // Servers route by it: https://learn.microsoft.com/exchange/client-developer/exchange-web-services/how-to-maintain-affinity-between-group-of-subscriptions-and-mailbox-server
        message.Headers.TryAddWithoutValidation("X-AnchorMailbox", mailbox);
        traffic.Sent();
        HttpResponseMessage response;
        try
        {
            response = await transport.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (BrokenBody.Is(e, cancellationToken))
        {
            throw new EwsTransientException(e is HttpRequestException ? e.Message : "no answer in time", null, false, e);
        }
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await ErrorOfAsync(response, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Exception> ErrorOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.Unauthorized:
                return EwsErrors.Refused(connection);
            case HttpStatusCode.Forbidden:
                return new PermissionMissingException("Exchange.EwsForbidden", $"The account may not use EWS on {connection.Ews.Host} (HTTP 403).", "Look at EwsEnabled and the application access policy of organization and mailboxes (Get-OrganizationConfig, Get-CASMailbox).");
            case HttpStatusCode.InternalServerError:
                await using (Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false))
                    return EwsFault.Of(await ParseAsync(body, cancellationToken).ConfigureAwait(false));
            case HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable:
                return new EwsTransientException($"HTTP {(int)response.StatusCode}", response.Headers.RetryAfter?.Delta, isThrottling: true);
            case HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout or HttpStatusCode.RequestTimeout:
                return new EwsTransientException($"HTTP {(int)response.StatusCode}", null, isThrottling: false);
            default:
                return new SourceException(
                    "Exchange.EwsUnexpected", $"{connection.Ews} answers with HTTP {(int)response.StatusCode}: this is no EWS address.", "Give the address of EWS with -EwsUrl, e.g. https://mail.contoso.example/EWS/Exchange.asmx.");
        }
    }

    private static async Task<XElement> ParseAsync(Stream body, CancellationToken cancellationToken)
    {
        try
        {
            using XmlReader reader = EwsXml.CreateReader(body);
            return await XElement.LoadAsync(reader, LoadOptions.PreserveWhitespace, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is XmlException || BrokenBody.Is(e, cancellationToken))
        {
            throw new EwsTransientException("the answer broke off or is no XML", null, false, e);
        }
    }

    private TimeSpan PauseAfter(int failures) => Options.BackoffBase * Math.Pow(2, Math.Min(failures - 1, 10)) * (0.75 + (Random.Shared.NextDouble() / 2));

    private TimeSpan Shorter(TimeSpan wait) => wait < Options.BackoffLimit ? wait : Options.BackoffLimit;
}
