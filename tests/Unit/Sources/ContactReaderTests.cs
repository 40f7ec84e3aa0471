using System.Text.Json.Nodes;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

public sealed class ContactReaderTests
{
    [Fact]
    public async Task A_full_round_holds_the_default_folder_nested_and_empty_ones_and_photos()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string team = f.Contacts.AddFolder("Team");
        f.Contacts.AddFolder("Empty", team);
        Enumerable.Range(0, 15).ToList().ForEach(i => f.Contacts.Add($"Default {i}", photo: i % 3 == 0 ? [1, 2, 3, (byte)i] : null));
        Enumerable.Range(0, 15).ToList().ForEach(i => f.Contacts.Add($"Team {i}", team, new byte[200_000 * (i % 2)]));
        await f.BackUpContactsAsync();
        f.AssertContactsAreTrue();
        Assert.Equal(0, f.People.Lookups);
        Assert.Empty(f.People.PendingGaps);
    }

    [Fact]
    public async Task A_contact_carries_what_is_searched()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string id = f.Contacts.Add(new JsonObject { ["fileAs"] = "Miller, Ann", ["emailAddresses"] = new JsonArray(new JsonObject { ["name"] = "A", ["address"] = "ann@x" }) });
        await f.BackUpContactsAsync();
        ItemVersion held = f.People.Items[id];
        Assert.Equal(("Miller, Ann", "ann@x", ItemKind.Contact), (held.Name, held.From, held.Kind));
        Assert.DoesNotContain("@odata", System.Text.Encoding.UTF8.GetString(f.People.Json[id]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unchanged_contacts_cost_one_request_a_folder_and_change_nothing()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        f.Contacts.AddFolder("Team");
        Enumerable.Range(0, 20).ToList().ForEach(i => f.Contacts.Add($"{i}", photo: [1]));
        await f.BackUpContactsAsync();
        f.Simulator.Log.Reset();
        await f.BackUpContactsAsync();
        Assert.Equal(0, f.People.Changes);
        Assert.Equal((2, 0), (f.Simulator.Log.Count(RouteKind.ContactDelta), f.Simulator.Log.Count(RouteKind.ContactPhoto)));
    }

    [Fact]
    public async Task Expired_tokens_lead_to_a_comparison_that_fetches_only_what_changed()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string doomed = f.Contacts.AddFolder("Doomed");
        f.Contacts.Add("gone", doomed);
        List<string> ids = [.. Enumerable.Range(0, 30).Select(i => f.Contacts.Add($"{i}", photo: [(byte)i]))];
        await f.BackUpContactsAsync();
        f.Contacts.Delete(ids[0]);
        f.Contacts.Delete(ids[1], hard: true);
        f.Contacts.SetPhoto(ids[2], [9, 9]);
        f.Contacts.DeleteFolder(doomed);
        f.Contacts.ExpireDeltaTokens();
        await f.BackUpContactsAsync();
        f.AssertContactsAreTrue();
        Assert.Equal(1, f.People.ContentsRead);
    }

    [Fact]
    public async Task The_same_contact_told_by_listing_delta_and_look_has_the_same_content()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string id = f.Contacts.Add("Same", photo: [1, 2]);
        await f.BackUpContactsAsync();
        var listed = new HeldObject();
        f.Contacts.IsOverQuota = true;
        await listed.ApplyAsync(f.Reader(Workload.Contacts));
        Assert.Equal(f.People.Items[id].Content!.Hash, listed.Items[id].Content!.Hash);
        Assert.Equal(f.People.Items[id].VersionTag, listed.Items[id].VersionTag);
        Assert.Empty(listed.StateEntries);
    }

    [Fact]
    public async Task A_photo_that_cannot_be_read_costs_the_photo_and_is_tried_again()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string id = f.Contacts.Add("Ann", photo: [1, 2, 3]);
        f.Contacts.Add("Bob", photo: [4]);
        f.Simulator.Faults.Add(new FaultRule { Path = $"{System.Text.RegularExpressions.Regex.Escape(id)}/photo", StatusCode = 500, Count = SourceFixture.Impatient.MaxAttempts });
        await f.BackUpContactsAsync();
        Gap gap = Assert.Single(f.People.PendingGaps);
        Assert.Equal((id, GapReason.SourceError), (gap.ItemKey, gap.Reason));
        Assert.Equal("Ann", f.People.Items[id].Name);
        Assert.Contains("contentMissing", System.Text.Encoding.UTF8.GetString(f.People.Json[id]), StringComparison.Ordinal);
        await f.BackUpContactsAsync();
        Assert.Empty(f.People.PendingGaps);
        f.AssertContactsAreTrue();
    }

    [Fact]
    public async Task A_large_photo_survives_a_cut_connection()
    {
        await using SourceFixture f = await SourceFixture.StartAsync(source: SourceFixture.Impatient with { InlineContentLimit = 4096 });
        f.Contacts.Add("Ann", photo: [.. Enumerable.Range(0, 700_000).Select(i => (byte)i)]);
        f.Simulator.Faults.Add(FaultRule.Of(FaultKind.TruncatedBody, "/photo", 2));
        await f.BackUpContactsAsync();
        f.AssertContactsAreTrue();
        Assert.Empty(f.People.PendingGaps);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_read_costs_that_folder_and_is_read_next_time()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string bad = f.Contacts.AddFolder("Bad");
        f.Contacts.Add("hidden from us", bad);
        f.Contacts.Add("fine");
        f.Simulator.Faults.Add(FaultRule.Status($"contactFolders/{System.Text.RegularExpressions.Regex.Escape(bad)}/contacts/delta", 500, null));
        await f.BackUpContactsAsync();
        Assert.Equal(bad, Assert.Single(f.People.PendingGaps).ItemKey);
        f.Simulator.Faults.Clear();
        await f.BackUpContactsAsync();
        Assert.Empty(f.People.PendingGaps);
        f.AssertContactsAreTrue();
    }

    [Fact]
    public async Task No_mailbox_and_no_permission_are_told_apart()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        SimulatedUser bare = f.Tenant.AddUser(new NewUser("bare@contoso.example") { HasMailbox = false });
        var nobody = new ProtectedObject(ObjectKind.User, bare.Id, "Bare", bare.UserPrincipalName);
        await Assert.ThrowsAsync<WorkloadAbsentException>(() => new HeldObject().ApplyAsync(f.Source.OpenReader(nobody, Workload.Contacts)));
        f.Tenant.Application.SetPermissions("User.Read.All", "Mail.Read");
        await using IOrganizationSource poor = SourceFixture.Connect(f.Organization, f.Tenant.Application.Secret);
        var refused = await Assert.ThrowsAsync<PermissionMissingException>(() => new HeldObject().ApplyAsync(poor.OpenReader(f.Protected, Workload.Contacts)));
        Assert.Contains("Contacts.Read", refused.Message, StringComparison.Ordinal);
        OrganizationCheckResult check = await poor.CheckAsync([Workload.Mailbox, Workload.Contacts], default);
        Assert.Equal("Contacts.Read", Assert.Single(check.Checks, c => c.Outcome == CheckOutcome.Failed).Name);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Random_changes_are_followed_round_by_round(int seed)
    {
        await using SourceFixture f = await SourceFixture.StartAsync(new GraphSimulatorOptions { DeltaDuplicates = seed % 2 == 0, DeltaReordering = seed % 2 == 0 });
        var random = new Random(seed);
        for (var round = 0; round < 12; round++)
        {
            ContactChanges.Make(f.Contacts, random, random.Next(1, 30));
            if (random.Next(5) == 0)
                f.Contacts.ExpireDeltaTokens();
            f.Contacts.IsOverQuota = random.Next(8) == 0;
            await f.BackUpContactsAsync();
            f.AssertContactsAreTrue();
        }
    }
}
