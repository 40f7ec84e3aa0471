using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Notifications;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Tests.Sessions;
using Veeam365.Backup.Tests.Support;

namespace Veeam365.Backup.Tests.Notifications;

public sealed class NotificationTests
{
    private static readonly SessionNotice Notice = new() { Session = Guid.NewGuid(), Job = "Daily\r\nBcc: evil@example.com", Status = SessionStatus.Failed, Attempt = 1, Message = "Grüße" };

    [Fact]
    public async Task A_webhook_is_signed_over_time_and_body()
    {
        await using var receiver = new Receiver(200);

        await new WebhookSender(TimeProvider.System, TimeSpan.Zero).SendAsync(receiver.Settings, "key", Notice, CancellationToken.None);

        Received request = Assert.Single(receiver.Requests);
        byte[] signed = [.. Encoding.ASCII.GetBytes(request.Headers["X-Veeam365-Timestamp"] + "."), .. request.Body];
        Assert.Equal("sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData("key"u8, signed)), request.Headers["X-Veeam365-Signature"]);
        using JsonDocument json = JsonDocument.Parse(request.Body);
        Assert.Equal("Failed", json.RootElement.GetProperty("status").GetString());
        Assert.Equal(Notice.Job, json.RootElement.GetProperty("job").GetString());
    }

    [Fact]
    public async Task A_webhook_that_is_busy_is_asked_again_with_the_same_delivery()
    {
        await using var receiver = new Receiver(503, 429, 204);

        await new WebhookSender(TimeProvider.System, TimeSpan.Zero).SendAsync(receiver.Settings, null, Notice, CancellationToken.None);

        Assert.Equal(3, receiver.Requests.Count);
        Assert.Single(receiver.Requests.Select(r => r.Headers["X-Veeam365-Delivery"]).Distinct());
        Assert.DoesNotContain("X-Veeam365-Signature", receiver.Requests[0].Headers.Keys);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(302)]
    public async Task A_webhook_that_refuses_is_told_without_its_path(int status)
    {
        await using var receiver = new Receiver(status);

        NotificationException error = await Assert.ThrowsAsync<NotificationException>(() =>
            new WebhookSender(TimeProvider.System, TimeSpan.Zero).SendAsync(receiver.Settings, null, Notice, CancellationToken.None));

        Assert.Equal("Notification.WebhookFailed", error.ErrorId);
        Assert.DoesNotContain("token", error.Message, StringComparison.Ordinal);
        Assert.Single(receiver.Requests);
    }

    [Fact]
    public async Task A_mail_says_how_it_ended_and_a_name_makes_no_headers()
    {
        using var server = new MailServer();

        await MailSender.SendAsync(server.Settings, null, Notice, CancellationToken.None);

        string mail = await server.Mail;
        string head = mail[..mail.IndexOf("\r\n\r\n", StringComparison.Ordinal)];
        Assert.DoesNotContain("\r\nBcc:", head, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Auto-Submitted: auto-generated", head, StringComparison.Ordinal);
        Assert.Contains("To: admins@contoso.example", head, StringComparison.Ordinal);
        Assert.Contains("Failed", mail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_STARTTLS_gets_no_mail()
    {
        using var server = new MailServer();

        NotificationException error = await Assert.ThrowsAsync<NotificationException>(() =>
            MailSender.SendAsync(server.Settings with { Security = MailSecurity.StartTls, UserName = "u" }, "geheim", Notice, CancellationToken.None));

        Assert.Equal("Notification.MailFailed", error.ErrorId);
        Assert.DoesNotContain("geheim", server.Heard, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://example.com/hook")]
    [InlineData("https://user:password@example.com/")]
    [InlineData("ftp://example.com/")]
    public void Addresses_that_are_not_safe_are_refused(string url) => Assert.Equal(
        "Notification.InvalidSetting",
        Assert.Throws<InvalidSettingException>(() => NotificationOperations.Check(new NotificationSettings { Kind = NotificationKind.Webhook, Url = new Uri(url) })).ErrorId);

    [Theory]
    [InlineData(NotificationOccasion.Always, "Success Warning Stopped Failed")]
    [InlineData(NotificationOccasion.Warning, "Warning Stopped Failed")]
    [InlineData(NotificationOccasion.Failure, "Failed")]
    public void An_occasion_says_which_results_are_told(NotificationOccasion occasion, string told)
    {
        var settings = new NotificationSettings { Kind = NotificationKind.Webhook, Occasion = occasion };
        SessionStatus[] ends = [SessionStatus.Success, SessionStatus.Warning, SessionStatus.Stopped, SessionStatus.Failed];

        Assert.Equal(told, string.Join(' ', ends.Where(settings.Tells)));
    }

    [Fact]
    public async Task A_job_tells_once_writes_its_log_and_is_none_the_worse_when_nobody_listens()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(tenant => tenant.AddUser("ada@contoso.example"));
        await using var receiver = new Receiver(200);
        string path = Path.Combine(world.NewFolder("log"), "backup.json");
        var operations = new NotificationOperations(world.Services);
        await operations.SetAsync("Hook", receiver.Settings with { Occasion = NotificationOccasion.Always }, "key", CancellationToken.None);
        await operations.SetAsync("Failures", receiver.Settings with { Occasion = NotificationOccasion.Failure }, null, CancellationToken.None);
        await operations.SetAsync("Deaf", receiver.Settings with { Occasion = NotificationOccasion.Always, Url = new Uri("http://127.0.0.1:1/") }, null, CancellationToken.None);
        await operations.SetAsync("Log", new NotificationSettings { Kind = NotificationKind.LogFile, Path = path }, null, CancellationToken.None);
        var observer = new RecordingObserver();

        BackupSession session = await new JobRunner(world.Services, world.Options).RunAsync(new StartRequest(world.Job, false), observer, CancellationToken.None);

        Assert.Equal(SessionStatus.Success, session.Status);
        Assert.Contains("X-Veeam365-Signature", Assert.Single(receiver.Requests).Headers.Keys);
        Assert.Contains(observer.Lines, l => l.Contains("did not take a notice", StringComparison.Ordinal));
        JsonElement[] lines = [.. (await File.ReadAllLinesAsync(path)).Select(l => JsonDocument.Parse(l).RootElement)];
        Assert.All(lines, l => Assert.Equal(session.Id.ToString(), l.GetProperty("Session").GetString()));
        Assert.Equal("session.ended", lines[^1].GetProperty("Event").GetString());
        Assert.Equal("Success", lines[^1].GetProperty("Status").GetString());
        Assert.True(lines.Length > 5);
    }

    [Fact]
    public void Log_files_are_rotated_by_size_and_the_oldest_go()
    {
        using var folder = new TemporaryFolder();
        var settings = new NotificationSettings { Kind = NotificationKind.LogFile, Path = folder.Sub("backup.json"), MaximumSize = 4096, Keep = 3 };
        using (var log = new EventLog([settings]))
        {
            for (int i = 0; i < 200; i++)
                log.Write(Notice);
        }

        string[] files = Directory.GetFiles(folder.Path);
        Assert.Equal(3, files.Length);
        Assert.All(files, f => Assert.InRange(new FileInfo(f).Length, 1, 8192));
    }

    private sealed record Received(Dictionary<string, string> Headers, byte[] Body);

    /// <summary>Answers with these codes, one after the other.</summary>
    private sealed class Receiver : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Task _serving;

        public Receiver(params int[] codes)
        {
            using (var probe = new TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                Settings = new NotificationSettings { Kind = NotificationKind.Webhook, Url = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/secret-token") };
            }
            _listener.Prefixes.Add(Settings.Url!.GetLeftPart(UriPartial.Authority) + "/");
            _listener.Start();
            _serving = ServeAsync(codes);
        }

        public NotificationSettings Settings { get; }

        public List<Received> Requests { get; } = [];

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _serving;
            _listener.Close();
        }

        private async Task ServeAsync(int[] codes)
        {
            try
            {
                for (int i = 0; ; i++)
                {
                    HttpListenerContext context = await _listener.GetContextAsync();
                    using var body = new MemoryStream();
                    await context.Request.InputStream.CopyToAsync(body);
                    Requests.Add(new Received(context.Request.Headers.AllKeys.ToDictionary(k => k!, k => context.Request.Headers[k]!), body.ToArray()));
                    context.Response.StatusCode = codes[Math.Min(i, codes.Length - 1)];
                    if (context.Response.StatusCode == 302)
                        context.Response.RedirectLocation = Settings.Url!.OriginalString;
                    context.Response.Close();
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // Stopped.
            }
        }
    }

    /// <summary>A mail server that knows just enough, and no STARTTLS.</summary>
    private sealed class MailServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly StringBuilder _heard = new();

        public MailServer()
        {
            _listener.Start();
            Mail = ServeAsync();
        }

        public NotificationSettings Settings => new()
        {
            Kind = NotificationKind.Email,
            Server = "127.0.0.1",
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
            Security = MailSecurity.None,
            From = "backup@contoso.example",
            To = ["admins@contoso.example"],
        };

        public Task<string> Mail { get; }

        public string Heard => _heard.ToString();

        public void Dispose() => _listener.Stop();

        private async Task<string> ServeAsync()
        {
            using TcpClient client = await _listener.AcceptTcpClientAsync();
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            using var writer = new StreamWriter(client.GetStream(), Encoding.ASCII) { AutoFlush = true, NewLine = "\r\n" };
            await writer.WriteLineAsync("220 here");
            var mail = new StringBuilder();
            while (await reader.ReadLineAsync() is { } line)
            {
                _heard.AppendLine(line);
                if (line == "DATA")
                {
                    await writer.WriteLineAsync("354 go on");
                    while (await reader.ReadLineAsync() is { } text && text != ".")
                        mail.Append(text).Append("\r\n");
                }
                await writer.WriteLineAsync(line.StartsWith("QUIT", StringComparison.Ordinal) ? "221 bye" : "250 fine");
            }
            return mail.ToString();
        }
    }
}
