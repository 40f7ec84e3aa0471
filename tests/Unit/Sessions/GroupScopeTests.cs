using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sessions;

public sealed class GroupScopeTests
{
    private const string Group = "Marketing";

    private static readonly BackupScope OfGroup = Naming(ObjectKind.Group, Group, Workload.Mailbox, Workload.GroupMailbox);

    [Fact]
    public async Task A_group_brings_its_members_those_of_nested_groups_and_its_mailbox()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(Fill, scope: OfGroup);
        TenantSnapshot truth = world.Tenant.Snapshot();
        SessionResult result = await world.BackUpAsync();
        Assert.Equal(SessionStatus.Success, result.Session.Status);
        Assert.Equal(
            ["blocked@contoso.example Mailbox", "guest@contoso.example Mailbox", "marketing@contoso.example GroupMailbox", "nested@contoso.example Mailbox", "user0@contoso.example Mailbox"],
            await ListTasksAsync(world, result));
        Assert.Contains("Group 'marketing@contoso.example' has 4 members to process now.", await ReadLogAsync(world, result));
        await world.AssertIdenticalAsync(result.RestorePoint!, Only(truth));
    }

    [Fact]
    public async Task A_new_member_makes_the_session_full_and_only_it_is_read_in_full()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(Fill, scope: OfGroup);
        await world.BackUpAsync();
        world.Tenant.AddUser("late@contoso.example");
        world.Tenant.AddMessage("late@contoso.example", "inbox", new NewMessage("Subject: first\r\n\r\nhello"u8.ToArray()));
        world.Tenant.Group(Group).AddMember(world.Tenant.User("late@contoso.example").Id);
        SessionResult result = await world.BackUpAsync();
        Assert.Equal((SessionKind.Full, 1L), (result.Session.Kind, result.Session.Statistics.ItemsTransferred));
        Assert.Contains("6 objects to process; Full: 1 of them never backed up before (late@contoso.example).", await ReadLogAsync(world, result));
    }

    [Fact]
    public async Task A_member_that_left_keeps_its_data()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(Fill, scope: OfGroup);
        TenantSnapshot truth = world.Tenant.Snapshot();
        await world.BackUpAsync();
        world.Tenant.Group(Group).RemoveMember(world.Tenant.Group("Admins").Id);
        world.Tenant.Group("Inner").RemoveMember(world.Tenant.User("user0@contoso.example").Id);
        SessionResult result = await world.BackUpAsync();
        Assert.Equal(SessionKind.Incremental, result.Session.Kind);
        Assert.DoesNotContain("user0@contoso.example Mailbox", await ListTasksAsync(world, result));
        await world.AssertIdenticalAsync(result.RestorePoint!, Only(truth));
    }

    [Fact]
    public async Task A_security_group_is_a_scope_without_a_mailbox_of_its_own()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(Fill, scope: Naming(ObjectKind.Group, "Admins", Workload.Mailbox, Workload.GroupMailbox));
        Assert.Equal(["user0@contoso.example Mailbox"], await ListTasksAsync(world, await world.BackUpAsync()));
    }

    [Fact]
    public async Task An_excluded_group_takes_members_mailbox_and_team_out()
    {
        var scope = new BackupScope
        {
            WholeOrganization = true,
            Workloads = [Workload.Mailbox, Workload.GroupMailbox, Workload.Team],
            Exclude = [new ScopeItem(ObjectKind.Group, Group, []), new ScopeItem(ObjectKind.User, "*team*", [])],
        };
        await using BackupWorld world = await BackupWorld.CreateAsync(Fill, scope: scope);
        // A name excludes objects of its kind only.
        Assert.Equal(
            ["other@contoso.example Mailbox", "someteam@contoso.example GroupMailbox", "someteam@contoso.example Team"], await ListTasksAsync(world, await world.BackUpAsync()));
    }

    [Fact]
    public async Task The_whole_organization_is_users_groups_and_teams()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(
            Fill, scope: new BackupScope { WholeOrganization = true, Workloads = [Workload.Mailbox, Workload.GroupMailbox, Workload.Team], Exclude = [new ScopeItem(ObjectKind.User, "*", [])] });
        Assert.Equal(
            ["marketing@contoso.example GroupMailbox", "marketing@contoso.example Team", "someteam@contoso.example GroupMailbox", "someteam@contoso.example Team"],
            await ListTasksAsync(world, await world.BackUpAsync()));
    }

    [Fact]
    public async Task A_team_is_a_scope()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(Fill, scope: Naming(ObjectKind.Team, "Some*", Workload.Team));
        Assert.Equal(["someteam@contoso.example Team"], await ListTasksAsync(world, await world.BackUpAsync()));
    }

    [Fact]
    public async Task The_site_of_a_group_and_its_team_is_backed_up_once_with_its_files()
    {
        var scope = new BackupScope { Include = [new ScopeItem(ObjectKind.Team, Group, []), new ScopeItem(ObjectKind.Group, Group, [])], Workloads = [Workload.GroupMailbox, Workload.Site] };
        await using BackupWorld world = await BackupWorld.CreateAsync(Fill, scope: scope);
        SimulatedSite site = world.Tenant.Group(Group).Site;
        SessionResult result = await world.BackUpAsync();
        Assert.Equal(SessionStatus.Success, result.Session.Status);
        Assert.Equal([$"{site.WebUrl} Site", "marketing@contoso.example GroupMailbox"], await ListTasksAsync(world, result));
    }

    [Fact]
    public async Task An_object_that_another_job_backs_up_as_well_is_told()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(Fill, scope: OfGroup);
        await world.BackUpAsync();
        BackupJob other = world.Job with { Id = Guid.CreateVersion7(), Name = "Somebody", Scope = Naming(ObjectKind.User, "user0@contoso.example", Workload.Mailbox) };
        await new JobOperations(world.Services).AddAsync(other, CancellationToken.None);
        SessionResult result = await new SessionRunner(world.Services, world.Options).RunAsync(new StartRequest(other, false), 1, new NullSessionObserver(), CancellationToken.None);
        Assert.Contains("1 of these objects are backed up by job 'Everybody' as well: user0@contoso.example.", await ReadLogAsync(world, result));
    }

    [Fact]
    public async Task Groups_that_may_not_be_read_fail_the_session_with_the_permission()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(Fill, scope: Naming(ObjectKind.Group, Group, Workload.Mailbox));
        world.Tenant.Application.SetPermissions(["User.Read.All", "Mail.Read"]);
        SessionResult result = await world.BackUpAsync();
        Assert.Equal("Source.PermissionMissing", Assert.IsType<PermissionMissingException>(result.Error).ErrorId);
        Assert.Contains("Group.Read.All", result.Error!.Message, StringComparison.Ordinal);
    }

    private static void Fill(SimulatedTenant tenant)
    {
        RandomChanges.Fill(tenant, users: 1, messages: 3, files: 0);
        tenant.AddUser("nested@contoso.example");
        tenant.AddUser("other@contoso.example");
        tenant.AddUser(new NewUser("guest@contoso.example") { IsGuest = true, IsLicensed = false });
        tenant.AddUser(new NewUser("blocked@contoso.example") { AccountEnabled = false });
        SimulatedGroup nested = tenant.AddGroup(new NewGroup("Admins") { IsUnified = false, IsSecurityEnabled = true, IsMailEnabled = false, Members = ["user0@contoso.example"] });
        SimulatedGroup inner = tenant.AddGroup(new NewGroup("Inner") { IsUnified = false, Members = ["nested@contoso.example", "user0@contoso.example"] });
        SimulatedGroup group = tenant.AddGroup(new NewGroup(Group) { IsTeam = true, Members = ["guest@contoso.example", "blocked@contoso.example", nested.Id, inner.Id] });
        // Groups may hold each other.
        inner.AddMember(group.Id);
        group.Conversations.Start("Plans", "user0@contoso.example", "Let us begin", new SimulatedAttachment("plan.txt") { Content = [1, 2, 3] });
        tenant.AddGroup(new NewGroup("Some team") { IsTeam = true }).Team.General.Post(new NewPost("Welcome"));
    }

    private static BackupScope Naming(ObjectKind kind, string name, params Workload[] workloads) => new() { Include = [new ScopeItem(kind, name, [])], Workloads = workloads };

    /// <summary>Mailboxes and the group's conversations: what these scopes name.</summary>
    private static TenantSnapshot Only(TenantSnapshot truth) => truth with
    {
        Users = [.. truth.Users.Where(u => u.UserPrincipalName != "other@contoso.example").Select(u => new UserSnapshot(u.Id, u.UserPrincipalName, u.Mailbox, null))],
        Groups = [.. truth.Groups.Where(g => g.DisplayName == Group).Select(g => g with { Team = null })],
    };

    private static async Task<IReadOnlyList<string>> ListTasksAsync(BackupWorld world, SessionResult result) =>
        [.. (await world.Services.Configuration.Sessions.ListTasksAsync(result.Session.Id, CancellationToken.None)).Select(t => $"{t.Identity.Object.Label} {t.Identity.Workload}").Order(StringComparer.Ordinal)];

    private static async Task<IReadOnlyList<string>> ReadLogAsync(BackupWorld world, SessionResult result) =>
        [.. (await world.Services.Configuration.Sessions.ReadLogAsync(result.Session.Id, CancellationToken.None)).Select(l => l.Message)];
}
