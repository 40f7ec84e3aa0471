using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

public sealed class CalendarReaderTests
{
    [Fact]
    public async Task A_full_round_holds_all_own_calendars_series_exceptions_and_attachments_of_every_kind()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string work = f.Calendar.AddFolder("Work");
        f.Calendar.AddFolder("Empty");
        Enumerable.Range(0, 15).ToList().ForEach(i => f.Calendar.Add($"{i}", i % 2 == 0 ? work : null));
        string series = f.Calendar.Add(CalendarChanges.Series("Weekly"), work);
        string exception = f.Calendar.ChangeOccurrence(series, new DateTimeOffset(2026, 3, 9, 9, 0, 0, TimeSpan.Zero), new JsonObject { ["subject"] = "Other" });
        f.Calendar.CancelOccurrence(series, new DateOnly(2026, 3, 16));
        f.Calendar.AddAttachment(series, new SimulatedAttachment("small.txt") { Content = "small"u8.ToArray() });
        f.Calendar.AddAttachment(series, new SimulatedAttachment("large.bin") { Content = [.. Enumerable.Range(0, 4_000_000).Select(i => (byte)(i * 7))] });
        f.Calendar.AddAttachment(exception, new SimulatedAttachment("link") { Url = "https://contoso.example/doc" });
        f.Calendar.AddAttachment(exception, new SimulatedAttachment("mail") { Item = new JsonObject { ["subject"] = "attached" } });
        await f.BackUpCalendarAsync();
        f.AssertCalendarIsTrue();
        Assert.Empty(f.Dates.PendingGaps);
        string json = Encoding.UTF8.GetString(f.Dates.Json[series]);
        Assert.Contains($"OID.{series}.2026-03-16", json, StringComparison.Ordinal);
        Assert.DoesNotContain(exception, f.Dates.Items.Keys);
    }

    [Fact]
    public async Task Calendars_that_somebody_else_shared_are_left_to_their_owner()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        f.Calendar.Add("not mine", f.Calendar.AddShared("Boss", "boss@contoso.example"));
        f.Calendar.Add("mine");
        await f.BackUpCalendarAsync();
        Assert.Equal("mine", Assert.Single(f.Dates.Items.Values, i => i.Kind == ItemKind.Event).Name);
        Assert.Equal("Calendar", Assert.Single(f.Dates.Items.Values, i => i.Kind == ItemKind.Folder).Name);
    }

    [Fact]
    public async Task Unchanged_calendars_cost_one_request_each_and_change_nothing()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        f.Calendar.AddFolder("Work");
        string series = f.Calendar.Add(CalendarChanges.Series("Weekly"));
        f.Calendar.ChangeOccurrence(series, new DateTimeOffset(2026, 3, 9, 9, 0, 0, TimeSpan.Zero), []);
        Enumerable.Range(0, 20).ToList().ForEach(i => f.Calendar.Add($"{i}"));
        await f.BackUpCalendarAsync();
        f.Simulator.Log.Reset();
        await f.BackUpCalendarAsync();
        Assert.Equal(0, f.Dates.Changes);
        Assert.Equal((2, 0), (f.Simulator.Log.Count(RouteKind.EventDelta), f.Simulator.Log.Count(RouteKind.Event)));
    }

    [Fact]
    public async Task Expired_tokens_lead_to_a_comparison_that_fetches_only_what_changed()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string doomed = f.Calendar.AddFolder("Doomed");
        f.Calendar.Add("gone", doomed);
        List<string> ids = [.. Enumerable.Range(0, 30).Select(i => f.Calendar.Add($"{i}"))];
        await f.BackUpCalendarAsync();
        f.Calendar.Delete(ids[0]);
        f.Calendar.Delete(ids[1], hard: true);
        f.Calendar.Update(ids[2], new JsonObject { ["subject"] = "changed" });
        f.Calendar.DeleteFolder(doomed);
        f.Calendar.ExpireDeltaTokens();
        f.Simulator.Log.Reset();
        await f.BackUpCalendarAsync();
        f.AssertCalendarIsTrue();
        Assert.Equal(1, f.Dates.ContentsRead);
        Assert.InRange(f.Simulator.Log.Count(RouteKind.Event), 1, 5);
    }

    [Fact]
    public async Task A_changed_or_cancelled_occurrence_changes_the_series()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string series = f.Calendar.Add(CalendarChanges.Series("Weekly"));
        f.Calendar.Add("other");
        await f.BackUpCalendarAsync();
        string exception = f.Calendar.ChangeOccurrence(series, new DateTimeOffset(2026, 3, 9, 9, 0, 0, TimeSpan.Zero), new JsonObject { ["subject"] = "Other" });
        await f.BackUpCalendarAsync();
        f.AssertCalendarIsTrue();
        Assert.Equal(1, f.Dates.ContentsRead);
        f.Calendar.AddAttachment(exception, new SimulatedAttachment("a.txt") { Content = [1] });
        await f.BackUpCalendarAsync();
        f.AssertCalendarIsTrue();
        f.Calendar.CancelOccurrence(series, new DateOnly(2026, 3, 16));
        await f.BackUpCalendarAsync();
        f.AssertCalendarIsTrue();
    }

    [Fact]
    public async Task A_service_without_the_unbounded_delta_is_listed_and_compared()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        f.Simulator.Faults.Add(new FaultRule { Path = "/beta/", StatusCode = 400, ErrorCode = "BadRequest" });
        string id = f.Calendar.Add("one");
        f.Calendar.Add(CalendarChanges.Series("Weekly"));
        await f.BackUpCalendarAsync();
        f.AssertCalendarIsTrue();
        f.Calendar.Delete(id, hard: true);
        f.Calendar.Add("two");
        await f.BackUpCalendarAsync();
        f.AssertCalendarIsTrue();
        Assert.Equal(1, f.Dates.ContentsRead);
        Assert.Empty(f.Dates.StateEntries);
    }

    [Fact]
    public async Task An_attachment_that_cannot_be_read_costs_the_attachment_and_is_tried_again()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string id = f.Calendar.Add("with attachments");
        f.Calendar.AddAttachment(id, new SimulatedAttachment("a.txt") { Content = [1, 2] });
        f.Calendar.AddAttachment(id, new SimulatedAttachment("b.txt") { Content = [3, 4] });
        f.Simulator.Faults.Add(new FaultRule { Path = "attachments/.*value", StatusCode = 500, ErrorCode = "ErrorItemCorrupt", Count = SourceFixture.Impatient.MaxAttempts });
        await f.BackUpCalendarAsync();
        Gap gap = Assert.Single(f.Dates.PendingGaps);
        Assert.Equal((id, GapReason.ItemCorrupt), (gap.ItemKey, gap.Reason));
        Assert.Contains("Attachment 1 of 2", gap.Message, StringComparison.Ordinal);
        JsonArray attachments = JsonNode.Parse(f.Dates.Json[id])!["attachments"]!.AsArray();
        Assert.Equal(("ItemCorrupt", "AwQ="), ((string?)attachments[0]!["contentMissing"], (string?)attachments[1]!["contentBytes"]));
        await f.BackUpCalendarAsync();
        Assert.Empty(f.Dates.PendingGaps);
        f.AssertCalendarIsTrue();
    }

    [Fact]
    public async Task Attachments_that_cannot_be_listed_cost_no_more_than_themselves()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string id = f.Calendar.Add("with attachments");
        f.Calendar.AddAttachment(id, new SimulatedAttachment("a.txt") { Content = [1, 2] });
        f.Simulator.Faults.Add(new FaultRule { Path = "attachments\\?", StatusCode = 500, Count = SourceFixture.Impatient.MaxAttempts });
        await f.BackUpCalendarAsync();
        Assert.Equal(id, Assert.Single(f.Dates.PendingGaps).ItemKey);
        Assert.Contains(id, f.Dates.Items.Keys);
        await f.BackUpCalendarAsync();
        Assert.Empty(f.Dates.PendingGaps);
        f.AssertCalendarIsTrue();
    }

    [Fact]
    public async Task A_calendar_that_cannot_be_read_costs_that_calendar_and_is_read_next_time()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string bad = f.Calendar.AddFolder("Bad");
        f.Calendar.Add("hidden from us", bad);
        f.Calendar.Add("fine");
        f.Simulator.Faults.Add(FaultRule.Status($"calendars/{Regex.Escape(bad)}/events", 500, null));
        await f.BackUpCalendarAsync();
        Assert.Equal(bad, Assert.Single(f.Dates.PendingGaps).ItemKey);
        f.Simulator.Faults.Clear();
        await f.BackUpCalendarAsync();
        Assert.Empty(f.Dates.PendingGaps);
        f.AssertCalendarIsTrue();
    }

    [Fact]
    public async Task No_mailbox_and_no_permission_are_told_apart()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        SimulatedUser bare = f.Tenant.AddUser(new NewUser("bare@contoso.example") { HasMailbox = false });
        var nobody = new ProtectedObject(ObjectKind.User, bare.Id, "Bare", bare.UserPrincipalName);
        await Assert.ThrowsAsync<WorkloadAbsentException>(() => new HeldObject().ApplyAsync(f.Source.OpenReader(nobody, Workload.Calendar)));
        f.Tenant.Application.SetPermissions("User.Read.All", "Mail.Read");
        await using IOrganizationSource poor = SourceFixture.Connect(f.Organization, f.Tenant.Application.Secret);
        var refused = await Assert.ThrowsAsync<PermissionMissingException>(() => new HeldObject().ApplyAsync(poor.OpenReader(f.Protected, Workload.Calendar)));
        Assert.Contains("Calendars.Read", refused.Message, StringComparison.Ordinal);
        OrganizationCheckResult check = await poor.CheckAsync([Workload.Calendar], default);
        Assert.Equal("Calendars.Read", Assert.Single(check.Checks, c => c.Outcome == CheckOutcome.Failed).Name);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Random_changes_are_followed_round_by_round(int seed)
    {
        await using SourceFixture f = await SourceFixture.StartAsync(new GraphSimulatorOptions { DeltaDuplicates = seed % 2 == 0, DeltaReordering = seed % 2 == 0, MailboxConcurrencyLimit = 4 });
        var random = new Random(seed);
        for (var round = 0; round < 12; round++)
        {
            CalendarChanges.Make(f.Calendar, random, random.Next(1, 30));
            if (random.Next(5) == 0)
                f.Calendar.ExpireDeltaTokens();
            f.Calendar.IsOverQuota = random.Next(8) == 0;
            await f.BackUpCalendarAsync();
            f.AssertCalendarIsTrue();
        }
    }

    [Fact]
    public async Task The_simulator_tells_what_was_there_at_any_moment()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string id = f.Calendar.Add("first");
        DateTimeOffset then = DateTimeOffset.UtcNow;
        await Task.Delay(20);
        f.Calendar.Update(id, new JsonObject { ["subject"] = "second" });
        f.Calendar.Add("new");
        Assert.Equal("first", (string?)Assert.Single(f.Calendar.SnapshotAt(then).Items).Json["subject"]);
        Assert.Equal(2, f.Calendar.Snapshot().Items.Count);
    }
}
