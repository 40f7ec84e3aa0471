using System.Text;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;
using Veeam365.Backup.Tests.Support;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

public sealed class TeamReaderTests
{
    [Fact]
    public async Task A_full_round_holds_settings_members_channels_of_all_kinds_tabs_messages_replies_and_pictures()
    {
        await using TeamFixture f = await TeamFixture.StartAsync();
        Fill(f);
        await f.BackUpAsync();
        f.AssertTrue();
        Assert.Empty(f.Held.PendingGaps);
    }

    [Fact]
    public async Task A_channel_names_the_folder_of_its_files()
    {
        await using TeamFixture f = await TeamFixture.StartAsync();
        await f.BackUpAsync();
        SourceChange.Upsert folder = f.Held.LastChanges.OfType<SourceChange.Upsert>().Single(u => u.Version.Key == f.Team.General.Id);
        string properties = Encoding.UTF8.GetString(folder.Properties!.Value.Span);
        Assert.Contains("\"filesFolder\":{\"id\":\"01", properties, StringComparison.Ordinal);
        Assert.Contains("\"driveId\":\"b!", properties, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unchanged_team_costs_a_delta_and_a_list_of_tabs_for_each_channel()
    {
        await using TeamFixture f = await TeamFixture.StartAsync();
        Fill(f);
        await f.BackUpAsync();
        f.Simulator.Log.Reset();
        await f.BackUpAsync();
        Assert.Equal(0, f.Held.Changes);
        RequestLog log = f.Simulator.Log;
        Assert.Equal((3, 3, 2), (log.Count(RouteKind.ChannelMessageDelta), log.Count(RouteKind.ChannelTabs), log.Count(RouteKind.ChannelMembers)));
        Assert.Equal((1, 1, 1), (log.Count(RouteKind.Team), log.Count(RouteKind.TeamMembers), log.Count(RouteKind.Channels)));
        Assert.Equal((0, 0), (log.Count(RouteKind.ChannelMessages), log.Count(RouteKind.ChannelFilesFolder)));
    }

    [Fact]
    public async Task Edits_reactions_deletions_and_late_replies_are_found()
    {
        await using TeamFixture f = await TeamFixture.StartAsync();
        string[] ids = [.. Enumerable.Range(0, 6).Select(i => f.Team.General.Post(new NewPost($"message {i}") { Pictures = i == 5 ? [[1, 2]] : [] }))];
        string reply = f.Team.General.Post(new NewPost("first reply"), ids[0]);
        await f.BackUpAsync();
        f.Team.General.Edit(ids[1], "changed");
        f.Team.General.React(reply, "heart", "robin");
        f.Team.General.Delete(ids[2]);
        f.Team.General.Post(new NewPost("late"), ids[3]);
        await f.BackUpAsync();
        f.AssertTrue();
        Assert.Equal(4, f.Held.ContentsRead);
    }

    [Fact]
    public async Task Messages_from_before_the_eight_months_of_a_delta_are_held_and_found_changed()
    {
        var clock = new ShiftedClock { Shift = TimeSpan.FromDays(-400) };
        await using TeamFixture f = await TeamFixture.StartAsync(new GraphSimulatorOptions { Time = clock }, clock);
        string old = f.Team.General.Post(new NewPost("long ago"));
        clock.Shift = TimeSpan.Zero;
        f.Team.General.Post(new NewPost("today"));
        await f.BackUpAsync();
        f.AssertTrue();
        f.Team.General.Post(new NewPost("an answer at last"), old);
        await f.BackUpAsync();
        f.AssertTrue();
    }

    [Fact]
    public async Task Expired_tokens_lead_to_a_list_that_is_compared_and_fetches_only_what_changed()
    {
        await using TeamFixture f = await TeamFixture.StartAsync();
        string[] ids = [.. Enumerable.Range(0, 120).Select(i => f.Team.General.Post(new NewPost($"message {i}") { Pictures = i % 10 == 0 ? [[1, 2]] : [] }))];
        string answered = f.Team.General.Post(new NewPost("reply"), ids[0]);
        await f.BackUpAsync();
        f.Team.General.Purge(ids[1]);
        f.Team.General.Purge(answered);
        f.Team.General.Edit(ids[2], "changed");
        f.Team.ExpireDeltaTokens();
        f.Simulator.Log.Reset();
        await f.BackUpAsync();
        f.AssertTrue();
        Assert.Equal(1, f.Held.ContentsRead);
        Assert.Equal(0, f.Simulator.Log.Count(RouteKind.HostedContent));
    }

    [Fact]
    public async Task Damaged_tokens_are_no_worse_than_expired_ones()
    {
        await using TeamFixture f = await TeamFixture.StartAsync();
        f.Team.General.Post(new NewPost("one"));
        await f.BackUpAsync();
        string key = "team/channel/" + f.Team.General.Id;
        f.Held.SetState(key, Encoding.UTF8.GetString(f.Held.StateEntries[key])[..^9] + "AAAAAAAAA");
        f.Team.General.Post(new NewPost("two"));
        await f.BackUpAsync();
        f.AssertTrue();
    }

    [Fact]
    public async Task Chains_with_more_replies_than_an_answer_holds_are_followed_to_their_end()
    {
        await using TeamFixture f = await TeamFixture.StartAsync(new GraphSimulatorOptions { ExpandedReplies = 3 });
        string root = f.Team.General.Post(new NewPost("question"));
        Enumerable.Range(0, 70).ToList().ForEach(i => f.Team.General.Post(new NewPost($"answer {i}"), root));
        await f.BackUpAsync();
        f.AssertTrue();
    }

    [Fact]
    public async Task A_channel_that_goes_takes_its_messages_and_one_that_is_renamed_keeps_them()
    {
        await using TeamFixture f = await TeamFixture.StartAsync();
        SimulatedChannel doomed = f.Team.AddChannel("Doomed", "private");
        doomed.Post(new NewPost("gone soon"));
        doomed.AddTab("Wiki", "https://wiki.example");
        doomed.Members.Set("anna@contoso.example", "owner");
        f.Team.General.Post(new NewPost("stays"));
        await f.BackUpAsync();
        f.Team.DeleteChannel(doomed.Id);
        f.Team.General.Rename("Everybody");
        await f.BackUpAsync();
        f.AssertTrue();
        Assert.DoesNotContain(f.Held.StateEntries.Keys, k => k.Contains(doomed.Id, StringComparison.Ordinal));
        Assert.Equal(0, f.Held.ContentsRead);
    }

    [Fact]
    public async Task A_picture_that_cannot_be_read_is_a_gap_of_a_message_that_is_held_and_is_tried_again()
    {
        await using TeamFixture f = await TeamFixture.StartAsync();
        string root = f.Team.General.Post(new NewPost("question"));
        f.Team.General.Post(new NewPost("see here") { Pictures = [[1, 2, 3], [4, 5, 6]] }, root);
        f.Simulator.Faults.Add(FaultRule.Status("-1/\\$value", 500, count: 5));
        await f.BackUpAsync();
        Gap gap = Assert.Single(f.Held.PendingGaps);
        Assert.Contains("contentMissing", Encoding.UTF8.GetString(f.Held.Json[gap.ItemKey!]), StringComparison.Ordinal);
        await f.BackUpAsync();
        Assert.Empty(f.Held.PendingGaps);
        f.AssertTrue();
    }

    [Fact]
    public async Task A_channel_whose_messages_fail_costs_no_other_and_is_read_by_the_next_round()
    {
        await using TeamFixture f = await TeamFixture.StartAsync();
        SimulatedChannel bad = f.Team.AddChannel("Bad");
        bad.Post(new NewPost("later"));
        f.Team.General.Post(new NewPost("now"));
        f.Simulator.Faults.Add(FaultRule.Status(bad.Id.Replace(".", "\\.", StringComparison.Ordinal) + "/messages", 500, count: 5));
        await f.BackUpAsync();
        Assert.Equal(bad.Id + "/messages", Assert.Single(f.Held.PendingGaps).ItemKey);
        Assert.Single(f.Held.Items.Values, i => i.Kind == ItemKind.Post);
        await f.BackUpAsync();
        Assert.Empty(f.Held.PendingGaps);
        f.AssertTrue();
    }

    [Fact]
    public async Task Members_of_private_channels_are_a_gap_without_their_permission()
    {
        await using TeamFixture f = await TeamFixture.StartAsync();
        SimulatedChannel channel = f.Team.AddChannel("Secret", "private");
        channel.Members.Set("anna@contoso.example");
        f.Simulator.Tenant.Application.SetPermissions(SimulatedTenant.BackupPermissions.Remove("ChannelMember.Read.All"));
        await f.BackUpAsync();
        Gap gap = Assert.Single(f.Held.PendingGaps);
        Assert.Equal((GapReason.PermissionMissing, channel.Id + "/members"), (gap.Reason, gap.ItemKey));
        Assert.Contains("ChannelMember.Read.All", gap.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_team_whose_messages_may_not_be_read_fails_with_the_permission()
    {
        await using TeamFixture f = await TeamFixture.StartAsync();
        f.Simulator.Tenant.Application.SetPermissions(SimulatedTenant.BackupPermissions.Remove("ChannelMessage.Read.All"));
        PermissionMissingException error = await Assert.ThrowsAsync<PermissionMissingException>(f.BackUpAsync);
        Assert.Contains("ChannelMessage.Read.All", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_without_a_team_is_absent()
    {
        await using TeamFixture f = await TeamFixture.StartAsync();
        f.Simulator.Tenant.RemoveGroup(f.Group.Id);
        await Assert.ThrowsAsync<WorkloadAbsentException>(f.BackUpAsync);
    }

    private static void Fill(TeamFixture f)
    {
        f.Team.Members.Set("anna@contoso.example", "owner");
        f.Team.Members.Set("guest@contoso.example", "guest");
        SimulatedChannel hidden = f.Team.AddChannel("Board", "private");
        SimulatedChannel shared = f.Team.AddChannel("Partners / all", "shared");
        hidden.Members.Set("anna@contoso.example", "owner");
        shared.Members.Set("partner@other.example");
        foreach (SimulatedChannel channel in f.Team.Channels)
        {
            channel.AddTab("Wiki", "https://wiki.example/");
            string root = channel.Post(new NewPost("<p>Hello &lt;all&gt;</p>") { Subject = "Welcome" });
            channel.Post(new NewPost("<div>Look: </div>") { Pictures = [[1, 2, 3], new byte[700_000]] }, root);
            Enumerable.Range(0, 60).ToList().ForEach(i => channel.Post(new NewPost($"message {i}")));
        }
    }
}
