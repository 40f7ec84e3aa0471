using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Tests.Support;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

public sealed class GroupMailboxReaderTests
{
    private const string Anna = "anna@contoso.example";

    [Fact]
    public async Task A_full_round_holds_threads_posts_and_attachments_of_any_size()
    {
        await using TeamFixture f = await TeamFixture.StartAsync();
        Enumerable.Range(0, 120).ToList().ForEach(i => f.Conversations.Start($"Topic {i}", Anna, $"text {i}"));
        string thread = f.Conversations.Start("Plans", Anna, "see <img src='cid:logo'>", new SimulatedAttachment("logo") { Content = [1], IsInline = true });
        f.Conversations.Reply(thread, "bernd@contoso.example", "large", new SimulatedAttachment("plan") { Content = new byte[4 << 20] }, new SimulatedAttachment("link") { Url = "https://x" });
        await f.BackUpMailAsync();
        f.AssertMailIsTrue();
        Assert.Empty(f.Mail.PendingGaps);
        Assert.Contains(f.Mail.Items.Values, i => i.Kind == ItemKind.Post && i.From == Anna);
    }

    [Fact]
    public async Task An_unchanged_mailbox_costs_its_list_of_threads()
    {
        await using TeamFixture f = await TeamFixture.StartAsync();
        Enumerable.Range(0, 20).ToList().ForEach(i => f.Conversations.Start($"Topic {i}", Anna, "text"));
        await f.BackUpMailAsync();
        f.Simulator.Log.Reset();
        await f.BackUpMailAsync();
        Assert.Equal((0, 1, 0), (f.Mail.Changes, f.Simulator.Log.Count(RouteKind.Threads), f.Simulator.Log.Count(RouteKind.Posts)));
    }

    [Fact]
    public async Task A_deleted_post_is_found_although_its_thread_tells_no_change()
    {
        await using TeamFixture f = await TeamFixture.StartAsync();
        string thread = f.Conversations.Start("Topic", Anna, "first");
        string second = f.Conversations.Reply(thread, Anna, "second");
        f.Conversations.Reply(thread, Anna, "third");
        f.Conversations.Start("Other", Anna, "text");
        await f.BackUpMailAsync();
        f.Conversations.DeletePost(thread, second);
        f.Simulator.Log.Reset();
        await f.BackUpMailAsync();
        f.AssertMailIsTrue();
        Assert.Equal((1, 0), (f.Simulator.Log.Count(RouteKind.Posts), f.Mail.ContentsRead));
    }

    [Fact]
    public async Task Where_posts_are_not_expanded_changed_threads_are_opened_and_all_of_them_once_a_day()
    {
        var clock = new ShiftedClock();
        await using TeamFixture f = await TeamFixture.StartAsync(new GraphSimulatorOptions { RefuseExpandedPosts = true }, clock);
        string thread = f.Conversations.Start("Topic", Anna, "first");
        string second = f.Conversations.Reply(thread, Anna, "second");
        f.Conversations.Reply(thread, Anna, "third");
        string other = f.Conversations.Start("Other", Anna, "text");
        await f.BackUpMailAsync();
        f.AssertMailIsTrue();
        f.Conversations.Reply(other, Anna, "more");
        f.Simulator.Log.Reset();
        await f.BackUpMailAsync();
        f.AssertMailIsTrue();
        Assert.Equal(1, f.Simulator.Log.Count(RouteKind.Posts));
        f.Conversations.DeletePost(thread, second);
        clock.Shift = TimeSpan.FromDays(1.1);
        await f.BackUpMailAsync();
        f.AssertMailIsTrue();
    }

    [Fact]
    public async Task A_deleted_thread_goes_with_its_posts()
    {
        await using TeamFixture f = await TeamFixture.StartAsync();
        f.Conversations.Start("Stays", Anna, "text");
        string doomed = f.Conversations.Start("Goes", Anna, "text");
        f.Conversations.Reply(doomed, Anna, "more");
        await f.BackUpMailAsync();
        f.Conversations.DeleteThread(doomed);
        await f.BackUpMailAsync();
        f.AssertMailIsTrue();
    }

    [Fact]
    public async Task A_thread_that_fails_costs_no_other_and_is_read_by_the_next_round()
    {
        await using TeamFixture f = await TeamFixture.StartAsync();
        f.Conversations.Start("Good", Anna, "text");
        string bad = f.Conversations.Start("Bad", Anna, "text");
        f.Simulator.Faults.Add(FaultRule.Status($"{bad}/posts", 500, count: 5));
        await f.BackUpMailAsync();
        Assert.Equal(bad, Assert.Single(f.Mail.PendingGaps).ItemKey);
        await f.BackUpMailAsync();
        Assert.Empty(f.Mail.PendingGaps);
        f.AssertMailIsTrue();
    }

    [Fact]
    public async Task An_attachment_that_cannot_be_read_is_tried_again()
    {
        await using TeamFixture f = await TeamFixture.StartAsync();
        f.Conversations.Start("Topic", Anna, "text", new SimulatedAttachment("plan") { Content = [1, 2, 3] });
        f.Simulator.Faults.Add(FaultRule.Status("attachments/.*value", 500, count: 5));
        await f.BackUpMailAsync();
        Assert.Single(f.Mail.PendingGaps);
        await f.BackUpMailAsync();
        Assert.Empty(f.Mail.PendingGaps);
        f.AssertMailIsTrue();
    }

    [Fact]
    public async Task Conversations_that_may_not_be_read_fail_with_the_permission()
    {
        await using TeamFixture f = await TeamFixture.StartAsync();
        f.Simulator.Tenant.Application.SetPermissions(["User.Read.All"]);
        PermissionMissingException error = await Assert.ThrowsAsync<PermissionMissingException>(f.BackUpMailAsync);
        Assert.Contains("Group.Read.All", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_without_a_mailbox_is_absent()
    {
        await using TeamFixture f = await TeamFixture.StartAsync();
        f.Simulator.Tenant.RemoveGroup(f.Group.Id);
        await Assert.ThrowsAsync<WorkloadAbsentException>(f.BackUpMailAsync);
    }
}
