using System.Security.Cryptography;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Simulators.Exchange;

namespace Veeam365.Backup.Tests.ExchangeOnPremises;

public sealed class SessionTests
{
    [Fact]
    public async Task A_full_and_an_incremental_session_hold_what_the_mailboxes_hold()
    {
        await using ExchangeWorld world = await ExchangeWorld.CreateAsync(Fill);
        SessionResult first = await world.BackUpAsync();
        Assert.Equal((SessionStatus.Success, SessionKind.Full), (first.Session.Status, first.Session.Kind));
        await AssertTrueAsync(world, first.RestorePoint!);
        var random = new Random(3);
        foreach (SimulatedExchangeMailbox mailbox in world.Simulator.Mailboxes)
            Enumerable.Range(0, 20).ToList().ForEach(_ => ExchangeChanges.Make(mailbox.Store, random));
        SessionResult second = await world.BackUpAsync();
        Assert.Equal((SessionStatus.Success, SessionKind.Incremental), (second.Session.Status, second.Session.Kind));
        await AssertTrueAsync(world, second.RestorePoint!);
    }

    [Fact]
    public async Task Contacts_and_events_are_exported_as_cards_and_calendars()
    {
        await using ExchangeWorld world = await ExchangeWorld.CreateAsync(Fill);
        SessionResult result = await world.BackUpAsync();
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(world.Services, result.RestorePoint!, CancellationToken.None);
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            Assert.All(await new ItemExporter(explorer, new ExportOptions(folder)).ExportAsync(explorer.FindAsync(new RestoreQuery(), CancellationToken.None), CancellationToken.None).ToListAsync(), e => Assert.Null(e.Error));
            string card = await File.ReadAllTextAsync(Directory.GetFiles(folder, "*.vcf", SearchOption.AllDirectories).First());
            Assert.Contains("FN:Grace Hopper", card, StringComparison.Ordinal);
            string calendar = await File.ReadAllTextAsync(Directory.GetFiles(folder, "*.ics", SearchOption.AllDirectories).First());
            Assert.Contains("SUMMARY:Standup", calendar, StringComparison.Ordinal);
            Assert.Contains("RRULE:FREQ=WEEKLY", calendar, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_group_in_the_scope_brings_its_mailboxes_and_exclusions_take_them_away()
    {
        var scope = new BackupScope
        {
            Include = [new ScopeItem(ObjectKind.Group, "everybody", [Workload.Mailbox])],
            Exclude = [new ScopeItem(ObjectKind.User, "bob@contoso.example", [])],
        };
        await using ExchangeWorld world = await ExchangeWorld.CreateAsync(Fill, scope);
        world.Exchange.Groups.AddRange([new FakeGroup("everybody", "inner", "bob@contoso.example"), new FakeGroup("inner", "alice@contoso.example")]);
        SessionResult result = await world.BackUpAsync();
        Assert.Equal(SessionStatus.Success, result.Session.Status);
        IReadOnlyList<SessionTask> tasks = await world.Services.Configuration.Sessions.ListTasksAsync(result.Session.Id, CancellationToken.None);
        Assert.Equal("alice@contoso.example", Assert.Single(tasks).Identity.Object.Address);
    }

    [Fact]
    public async Task A_role_that_is_missing_fails_the_session_and_commits_nothing()
    {
        await using ExchangeWorld world = await ExchangeWorld.CreateAsync(Fill);
        world.Exchange.Hidden.Add("Get-Mailbox");
        SessionResult result = await world.BackUpAsync();
        Assert.Equal(SessionStatus.Failed, result.Session.Status);
        Assert.Contains("View-Only Recipients", result.Error!.Message, StringComparison.Ordinal);
        Assert.Null(result.RestorePoint);
    }

    [Fact]
    public async Task One_mailbox_that_may_not_be_opened_costs_that_mailbox()
    {
        await using ExchangeWorld world = await ExchangeWorld.CreateAsync(Fill);
        await world.BackUpAsync();
        world.Simulator.Find("bob@contoso.example")!.IsOutOfScope = true;
        SessionResult result = await world.BackUpAsync();
        Assert.Equal(SessionStatus.Warning, result.Session.Status);
        await AssertTrueAsync(world, result.RestorePoint!);
    }

    [Fact]
    public async Task What_is_kept_of_an_organization_comes_back_and_its_password_apart()
    {
        await using ExchangeWorld world = await ExchangeWorld.CreateAsync(_ => { });
        Organization found = (await world.Services.Configuration.Organizations.FindAsync("headquarters", CancellationToken.None))!;
        Assert.Equal(world.Organization, found with { CreatedAt = world.Organization.CreatedAt });
        Assert.Equal(world.Connection, found.OnPremises);
        Assert.Equal(world.Simulator.Options.Password, await world.Services.Configuration.Organizations.ReadSecretAsync(found.Id, CancellationToken.None));
    }

    [Fact]
    public async Task A_hybrid_organization_names_its_other_half()
    {
        await using ExchangeWorld world = await ExchangeWorld.CreateAsync(_ => { });
        Organization cloud = await new OrganizationOperations(world.Services).AddAsync(
            new NewOrganization { Name = "Cloud", TenantId = "contoso.example", ClientId = "c", CredentialKind = CredentialKind.ClientSecret, Secret = "s", SkipTest = true }, CancellationToken.None);
        Assert.Equal(cloud.Id, (await world.AddAsync("Hybrid", r => r with { CloudHalf = "cloud", SkipTest = true })).OnPremises!.CloudHalf);
        await Assert.ThrowsAsync<NotFoundException>(() => world.AddAsync("Other", r => r with { CloudHalf = "Headquarters", SkipTest = true }));
    }

    [Theory]
    [InlineData("http://mail01.contoso.example/PowerShell/", ExchangeAuthentication.Basic, "Organization.BasicNotSecure")]
    [InlineData("ftp://mail01.contoso.example/", ExchangeAuthentication.Kerberos, "Organization.UriInvalid")]
    public async Task Settings_that_would_send_a_password_in_the_clear_are_refused(string uri, ExchangeAuthentication authentication, string error)
    {
        await using ExchangeWorld world = await ExchangeWorld.CreateAsync(_ => { });
        InvalidSettingException refused = await Assert.ThrowsAsync<InvalidSettingException>(
            () => world.AddAsync("Other", r => r with { Connection = r.Connection with { ConnectionUri = new Uri(uri), Authentication = authentication } }));
        Assert.Equal(error, refused.ErrorId);
    }

    [Fact]
    public async Task A_proxy_that_cannot_reach_it_leaves_its_sessions_to_others()
    {
        await using ExchangeWorld world = await ExchangeWorld.CreateAsync(_ => { });
        ISessionTable sessions = world.Services.Configuration.Sessions;
        var proxy = ProxyAssignment.ToProxy(Guid.CreateVersion7());
        await sessions.CreateAsync(new NewSession(Guid.CreateVersion7(), world.Job.Id, world.Job.Name, 1, SessionOwner.Current(), TimeSpan.FromMinutes(1)) { Proxy = proxy }, CancellationToken.None);
        var taking = new SessionTaking(proxy.ProxyId!.Value, null, SessionOwner.Current(), TimeSpan.FromMinutes(1));
        Assert.Null(await sessions.TakeAsync(taking with { ReachesOnPremises = false }, CancellationToken.None));
        Assert.NotNull(await sessions.TakeAsync(taking, CancellationToken.None));
    }

    [Fact]
    public async Task Nothing_can_be_written_back_into_it()
    {
        await using ExchangeWorld world = await ExchangeWorld.CreateAsync(_ => { });
        Assert.Equal("Organization.RestoreNotSupported", Assert.Throws<InvalidSettingException>(() => world.Services.Targets.Connect(world.Organization, null)).ErrorId);
    }

    private static void Fill(ExchangeSimulator simulator)
    {
        foreach (string name in new[] { "alice", "bob" })
        {
            ExchangeStore store = simulator.AddMailbox(name + "@contoso.example", hasArchive: name == "alice").Store;
            Enumerable.Range(0, 30).ToList().ForEach(i => store.Add(ExchangeChanges.Message(store.FolderId("inbox"), $"M{i}", i * 100)));
            store.Add(ExchangeChanges.Contact(store.FolderId("contacts"), "Grace Hopper", [1, 2, 3]));
            store.Add(ExchangeChanges.Event(store.FolderId("calendar"), "Standup", isSeries: true));
        }
    }

    /// <summary>Every message of every mailbox is held, byte for byte, and nothing else.</summary>
    private static async Task AssertTrueAsync(ExchangeWorld world, RestorePoint point)
    {
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(world.Services, point, CancellationToken.None);
        var held = new List<string>();
        await foreach (RestoreItem item in explorer.FindAsync(new RestoreQuery(), CancellationToken.None))
        {
            if (item.Version.Kind != ItemKind.Message)
                continue;
            await using Stream content = await explorer.OpenContentAsync(item, CancellationToken.None);
            held.Add($"{item.Identity.Object.Address} {item.Version.Key} {Convert.ToHexString(await SHA256.HashDataAsync(content))}");
        }
        IEnumerable<string> truth = world.Simulator.Mailboxes.SelectMany(m => m.Store.Items.Concat(m.Archive?.Items ?? []).Where(i => i.Type == "Message")
            .Select(i => $"{m.Address} {i.Id} {Convert.ToHexString(SHA256.HashData(i.Mime))}"));
        Assert.Equal(truth.Order(), held.Order());
    }
}
