using System.Globalization;
using System.Net;
using System.Text.Json;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Simulators;

public sealed class FaultTests
{
    private const string User = "eva@contoso.example";

    [Fact]
    public async Task A_fault_strikes_as_often_as_it_was_told_and_then_is_gone()
    {
        await using var client = await StartAsync();
        client.Simulator.Faults.Add(FaultRule.Status("mailFolders", 502, 2));
        Assert.Equal(502, (await client.ErrorAsync($"users/{User}/mailFolders")).Status);
        await client.GetAsync("users");
        Assert.Equal(502, (await client.ErrorAsync($"users/{User}/mailFolders")).Status);
        await client.GetAsync($"users/{User}/mailFolders");
        Assert.Equal((2, 0), (client.Simulator.Faults.Fired, client.Simulator.Faults.Count));
    }

    [Theory]
    [InlineData(RetryAfterForm.Seconds, "2")]
    [InlineData(RetryAfterForm.FractionalSeconds, "1.500")]
    public async Task Retry_after_comes_in_seconds(RetryAfterForm form, string expected)
    {
        await using var client = await StartAsync();
        client.Simulator.Faults.Add(FaultRule.Throttle("users", TimeSpan.FromSeconds(1.5), 1, form));
        using var response = await client.SendAsync("users");
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(expected, response.Headers.NonValidated["Retry-After"].ToString());
    }

    [Fact]
    public async Task Retry_after_comes_as_a_date()
    {
        await using var client = await StartAsync();
        client.Simulator.Faults.Add(FaultRule.Throttle("users", TimeSpan.FromSeconds(90), 1, RetryAfterForm.HttpDate));
        using var response = await client.SendAsync("users");
        var date = DateTimeOffset.ParseExact(response.Headers.NonValidated["Retry-After"].ToString(), "R", CultureInfo.InvariantCulture);
        Assert.InRange(date - DateTimeOffset.UtcNow, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(91));
    }

    [Fact]
    public async Task A_request_made_too_early_is_written_down()
    {
        await using var client = await StartAsync();
        client.Simulator.Options.RetryAfterGrace = TimeSpan.Zero;
        client.Simulator.Faults.Add(FaultRule.Throttle("mailFolders", TimeSpan.FromMinutes(1)));
        Assert.Equal(429, (await client.ErrorAsync($"users/{User}/mailFolders")).Status);
        await client.GetAsync("users");
        Assert.Empty(client.Simulator.Log.RetryAfterViolations);
        await client.GetAsync($"users/{User}/mailFolders");
        Assert.Single(client.Simulator.Log.RetryAfterViolations);
        Assert.Equal(1, client.Simulator.Log.Throttled);
    }

    [Fact]
    public async Task The_fifth_concurrent_request_to_a_mailbox_is_throttled_where_that_is_enforced()
    {
        await using var client = await StartAsync();
        client.Simulator.Options.MailboxConcurrencyLimit = 4;
        client.Simulator.Faults.Add(FaultRule.Of(FaultKind.Hang, "mailFolders", 4));
        using var enough = new CancellationTokenSource();
        var hanging = Enumerable.Range(0, 4).Select(_ => client.Http.GetAsync(new Uri($"users/{User}/mailFolders", UriKind.Relative), enough.Token)).ToList();
        while (client.Simulator.Log.LargestMailboxConcurrency < 4)
            await Task.Delay(5);
        using var refused = await client.SendAsync($"users/{User}/mailFolders");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Contains("MailboxConcurrency", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("1", refused.Headers.NonValidated["Retry-After"].ToString());
        await enough.CancelAsync();
        foreach (var request in hanging)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
    }

    [Fact]
    public async Task The_rate_limit_asks_to_wait_for_the_next_window()
    {
        await using var client = await StartAsync();
        client.Simulator.Options.RateWindow = TimeSpan.FromMinutes(10);
        client.Simulator.Options.RateLimit = 3;
        for (var i = 0; i < 3; i++)
            await client.GetAsync("users");
        Assert.Equal((429, "TooManyRequests"), await client.ErrorAsync("users"));
    }

    [Fact]
    public void Refused_calls_are_a_debt_of_the_next_window()
    {
        var clock = new Support.ManualClock();
        var budget = new BudgetWindow(clock);
        TimeSpan window = TimeSpan.FromSeconds(10);
        for (var i = 0; i < 5; i++)
            budget.Take(1, 3, window);
        Assert.Equal(2, budget.Refused);
        clock.Advance(window);
        Assert.True(budget.Take(1, 3, window).IsGranted);
        Assert.False(budget.Take(1, 3, window).IsGranted);
        clock.Advance(window);
        budget.Take(1, 3, window);
        Assert.Equal([3, 1], budget.Spent);
        Assert.Equal(100.0 / 3, budget.UnusedPercent!.Value, 0.001);
    }

    [Fact]
    public async Task Resource_units_are_told_from_eighty_percent_on_and_enforced()
    {
        await using var client = await StartAsync();
        client.Simulator.Options.ResourceUnitLimit = 5;
        client.Simulator.Options.ThrottleRetryAfter = TimeSpan.Zero;
        using var first = await client.SendAsync($"users/{User}/drive/root/delta");
        using var second = await client.SendAsync($"users/{User}/drive/root/children");
        using var third = await client.SendAsync($"users/{User}/drive/root/children");
        Assert.False(first.Headers.Contains("RateLimit-Remaining"));
        Assert.Equal(("5", "1"), (second.Headers.NonValidated["RateLimit-Limit"].ToString(), second.Headers.NonValidated["RateLimit-Remaining"].ToString()));
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.InRange(int.Parse(third.Headers.NonValidated["Retry-After"].ToString(), CultureInfo.InvariantCulture), 50, 60);
        await client.GetAsync("users");
        await client.GetAsync($"users/{User}/mailFolders");
        Assert.Empty(client.Simulator.Log.RetryAfterViolations);
    }

    [Fact]
    public async Task A_truncated_body_ends_before_its_length()
    {
        await using var client = await StartAsync();
        client.Simulator.Faults.Add(FaultRule.Of(FaultKind.TruncatedBody, @"\$value"));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => ReadMimeAsync(client));
        Assert.NotEmpty(await ReadMimeAsync(client));
    }

    [Fact]
    public async Task A_reset_connection_gives_no_answer()
    {
        await using var client = await StartAsync();
        client.Simulator.Faults.Add(FaultRule.Of(FaultKind.ConnectionReset, null));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.SendAsync("users"));
    }

    [Fact]
    public async Task A_hanging_request_ends_with_the_clients_patience()
    {
        await using var client = await StartAsync();
        client.Simulator.Faults.Add(FaultRule.Of(FaultKind.Hang, null));
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Http.GetAsync(new Uri("users", UriKind.Relative), patience.Token));
    }

    [Fact]
    public async Task Corrupt_answers_are_corrupt()
    {
        await using var client = await StartAsync();
        var truth = await ReadMimeAsync(client);
        client.Simulator.Faults.Add(FaultRule.Of(FaultKind.CorruptContent, @"\$value"));
        var wrong = await ReadMimeAsync(client);
        Assert.Equal(truth.Length, wrong.Length);
        Assert.NotEqual(truth, wrong);
        client.Simulator.Faults.Add(FaultRule.Of(FaultKind.CorruptJson, "users"));
        using var response = await client.SendAsync("users");
        var text = await response.Content.ReadAsStringAsync();
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(text));
    }

    [Fact]
    public async Task Metadata_can_carry_a_wrong_hash()
    {
        await using var client = await StartAsync();
        client.Tenant.AddFile(User, "", "a.txt", [5, 6, 7, 8]);
        client.Simulator.Faults.Add(FaultRule.Of(FaultKind.WrongContentHash, "a.txt"));
        Assert.NotEqual(QuickXorHash.Compute([5, 6, 7, 8]), await HashAsync(client));
        Assert.Equal(QuickXorHash.Compute([5, 6, 7, 8]), await HashAsync(client));
    }

    [Fact]
    public async Task Errors_may_come_without_a_body_and_with_a_probability()
    {
        await using var client = await StartAsync();
        client.Simulator.Faults.Add(FaultRule.Status("users", 404, null) with { EmptyBody = true, Probability = 0.5, Seed = 4 });
        var empty = 0;
        for (var i = 0; i < 40; i++)
        {
            using var response = await client.SendAsync("users");
            if (response.StatusCode == HttpStatusCode.NotFound && (await response.Content.ReadAsByteArrayAsync()).Length == 0)
                empty++;
        }

        Assert.InRange(empty, 8, 32);
    }

    private static async Task<string?> HashAsync(SimulatorClient client)
    {
        var item = await client.GetAsync($"users/{User}/drive/root:/a.txt");
        return item.GetProperty("file").GetProperty("hashes").GetProperty("quickXorHash").GetString();
    }

    private static async Task<byte[]> ReadMimeAsync(SimulatorClient client)
    {
        var id = client.Tenant.User(User).Mailbox.MessageIds("inbox")[0];
        return await client.Http.GetByteArrayAsync(new Uri($"users/{User}/messages/{id}/$value", UriKind.Relative));
    }

    private static async Task<SimulatorClient> StartAsync()
    {
        var client = await SimulatorClient.StartAsync();
        client.Tenant.AddUser(User);
        client.Tenant.AddMessage(User, "inbox", SampleMail.Plain("one"));
        return client;
    }
}
