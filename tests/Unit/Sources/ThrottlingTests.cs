using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

public sealed class ThrottlingTests
{
    [Theory]
    [InlineData(RetryAfterForm.Seconds, 1000)]
    [InlineData(RetryAfterForm.FractionalSeconds, 700)]
    [InlineData(RetryAfterForm.HttpDate, 1000)]
    public async Task No_request_is_sent_inside_a_Retry_After(RetryAfterForm form, int milliseconds)
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        Enumerable.Range(0, 40).ToList().ForEach(i => f.AddMail("inbox", $"{i}"));
        Enumerable.Range(0, 40).ToList().ForEach(i => f.Tenant.AddFile(SourceFixture.User, "root", $"{i}", [1, 2, 3]));
        foreach (string path in new[] { "messages/delta", @"/\$value", "root/delta", "mailFolders/delta" })
            f.Simulator.Faults.Add(FaultRule.Throttle(path, TimeSpan.FromMilliseconds(milliseconds), 1, form));
        await Task.WhenAll(f.BackUpMailAsync(), f.BackUpFilesAsync());
        f.AssertMailIsTrue();
        f.AssertFilesAreTrue();
        Assert.Empty(f.Simulator.Log.RetryAfterViolations);
        SourceStatistics statistics = f.Source.Statistics;
        Assert.Equal(4, statistics.ThrottledRequests);
        Assert.True(statistics.ThrottledTime > TimeSpan.FromMilliseconds(milliseconds));
        Assert.True(statistics.Requests >= 90 && statistics.BytesReceived > 10_000);
    }

    [Fact]
    public async Task Throttling_of_one_mailbox_does_not_hold_up_another()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        SimulatedUser other = f.Tenant.AddUser("other@contoso.example");
        f.Simulator.Faults.Add(FaultRule.Throttle($"users/{f.Person.Id}/", TimeSpan.FromSeconds(20)));
        using var stop = new CancellationTokenSource();
        Task slow = f.Mail.ApplyAsync(f.Reader(Workload.Mailbox), stop.Token);
        while (f.Simulator.Log.Throttled == 0)
            await Task.Delay(1);
        var held = new HeldObject();
        await held.ApplyAsync(f.Source.OpenReader(new ProtectedObject(ObjectKind.User, other.Id, "Other", null), Workload.Mailbox));
        Assert.NotEmpty(held.Items);
        Assert.False(slow.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow);
    }

    [Fact]
    public async Task A_mailbox_never_sees_more_than_four_requests_at_once()
    {
        await using SourceFixture f = await SourceFixture.StartAsync(new GraphSimulatorOptions { MailboxConcurrencyLimit = 4, Latency = TimeSpan.FromMilliseconds(3) });
        string folder = f.Mailbox.AddFolder("inbox", "More");
        List<string> ids = [.. Enumerable.Range(0, 60).Select(i => f.AddMail(i % 2 == 0 ? "inbox" : folder, $"{i}"))];
        await f.BackUpMailAsync();
        ids.ForEach(id => f.Mailbox.DeleteMessage(id, hard: true));
        await f.BackUpMailAsync();
        f.AssertMailIsTrue();
        Assert.InRange(f.Simulator.Log.LargestMailboxConcurrency, 2, 4);
        Assert.Equal(0, f.Simulator.Log.Throttled);
    }

    [Fact]
    public async Task Server_errors_resets_cut_and_broken_answers_are_repeated()
    {
        await using SourceFixture f = await SourceFixture.StartAsync(source: SourceFixture.Impatient with { MaxAttempts = 12, RequestTimeout = TimeSpan.FromSeconds(2) });
        Enumerable.Range(0, 60).ToList().ForEach(i => f.AddMail("inbox", $"{i}"));
        Enumerable.Range(0, 40).ToList().ForEach(i => f.Tenant.AddFile(SourceFixture.User, "root", $"{i}", [1, 2, 3]));
        foreach (int status in new[] { 408, 500, 502, 503, 504 })
            f.Simulator.Faults.Add(new FaultRule { StatusCode = status, Path = "/v1.0/", Probability = 0.04, Seed = status });
        f.Simulator.Faults.Add(new FaultRule { StatusCode = 404, EmptyBody = true, Path = "/v1.0/", Probability = 0.04 });
        foreach (FaultKind kind in new[] { FaultKind.TruncatedBody, FaultKind.ConnectionReset, FaultKind.CorruptJson })
            f.Simulator.Faults.Add(new FaultRule { Kind = kind, Path = "delta|/items/", Probability = 0.05 });
        f.Simulator.Faults.Add(new FaultRule { Kind = FaultKind.TruncatedBody, Path = @"/\$value|/download/", Probability = 0.1 });
        f.Simulator.Faults.Add(new FaultRule { Kind = FaultKind.Hang, Path = "messages/delta", Count = 1 });
        await f.BackUpMailAsync();
        await f.BackUpFilesAsync();
        f.AssertMailIsTrue();
        f.AssertFilesAreTrue();
        Assert.Empty(f.Mail.PendingGaps.Concat(f.Files.PendingGaps));
        Assert.True(f.Simulator.Faults.Fired > 20);
    }

    [Fact]
    public async Task A_service_that_stays_down_is_a_source_error_and_says_nothing_secret()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        f.Simulator.Faults.Add(FaultRule.Status("mailFolders", 503, null));
        var e = await Assert.ThrowsAsync<SourceException>(f.BackUpMailAsync);
        Assert.Equal("Source.ServerError", e.ErrorId);
        Assert.DoesNotContain(f.Simulator.Endpoint.Authority, e.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Bearer", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Retry_After_beyond_patience_fails_instead_of_sleeping()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        f.Simulator.Faults.Add(FaultRule.Throttle("mailFolders", TimeSpan.FromHours(3)));
        Assert.Equal("Source.Throttled", (await Assert.ThrowsAsync<SourceException>(f.BackUpMailAsync)).ErrorId);
    }
}
