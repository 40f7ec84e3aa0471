using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Polly;
using Polly.Retry;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Notifications;

/// <summary>
/// Posts notices. With a key, <c>X-Veeam365-Signature</c> is <c>sha256=</c> and the HMAC-SHA256, in hexadecimal, of <c>X-Veeam365-Timestamp</c>, a dot and the body. Redirections are not followed: they would carry
/// a notice to where nobody sent it.
/// </summary>
/// <param name="clock">The clock.</param>
/// <param name="wait">The pause before the second attempt; doubled for each further one.</param>
public sealed class WebhookSender(TimeProvider clock, TimeSpan wait)
{
    private const int Retries = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Sends one.</summary>
    /// <exception cref="NotificationException">It was not taken.</exception>
    public async Task SendAsync(NotificationSettings settings, string? key, SessionNotice notice, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        byte[] body = NoticeJson.Write(notice);
        string delivery = Guid.CreateVersion7().ToString();
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { Timeout = Patience };
        try
        {
            using HttpResponseMessage answer = await Retrying().ExecuteAsync(
                async token =>
                {
                    using HttpRequestMessage request = Request(settings.Url!, key, body, delivery);
                    return await client.SendAsync(request, token).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
                throw Refused(settings, $"it answered {(int)answer.StatusCode}", null);
        }
        catch (HttpRequestException e)
        {
            throw Refused(settings, e.Message, e);
        }
        catch (TaskCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Refused(settings, "it did not answer in time", e);
        }
    }

    private HttpRequestMessage Request(Uri url, string? key, byte[] body, string delivery)
    {
        string timestamp = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json") { CharSet = "utf-8" };
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        request.Headers.Add("User-Agent", "Veeam365");
        request.Headers.Add("X-Veeam365-Delivery", delivery);
        request.Headers.Add("X-Veeam365-Timestamp", timestamp);
        if (key is not null)
        {
            byte[] signed = [.. Encoding.ASCII.GetBytes(timestamp + "."), .. body];
            request.Headers.Add("X-Veeam365-Signature", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), signed)));
        }
        return request;
    }

    private ResiliencePipeline<HttpResponseMessage> Retrying() => new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is HttpRequestException or TaskCanceledException
                || arguments.Outcome.Result is { StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout }),
            MaxRetryAttempts = Retries,
            Delay = wait,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .Build();

    private static NotificationException Refused(NotificationSettings settings, string why, Exception? inner) =>
        new("Notification.WebhookFailed", $"{settings.Display} did not take a notice: {why}.", "Check the address and the receiver with Test-BackupNotification.", inner);
}
