using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

public sealed class DiscoveryTests
{
    [Fact]
    public async Task All_users_are_listed_page_by_page()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        for (var i = 0; i < 1200; i++)
            f.Tenant.AddUser(new NewUser($"user{i}@contoso.example") { HasMailbox = false, HasDrive = false });
        Assert.Equal(1201, (await ListAsync(f, null)).Count);
        Assert.Equal(2, f.Simulator.Log.Count(RouteKind.Users));
    }

    [Theory]
    [InlineData("ANNA@contoso.example", 1)]
    [InlineData("Anna Adler", 1)]
    [InlineData("a*", 2)]
    [InlineData("*@contoso.example", 3)]
    [InlineData("?nna*", 1)]
    [InlineData("nobody", 0)]
    [InlineData("nobody@contoso.example", 0)]
    public async Task Names_addresses_and_patterns_select(string name, int count)
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        f.Tenant.RemoveUser(SourceFixture.User);
        f.Tenant.AddUser(new NewUser(SourceFixture.User) { DisplayName = "Anna Adler" });
        f.Tenant.AddUser(new NewUser("bernd@contoso.example") { DisplayName = "Axel Bernd" });
        f.Tenant.AddUser(new NewUser("clara@contoso.example") { DisplayName = "Clara" });
        Assert.Equal(count, (await ListAsync(f, name)).Count);
    }

    [Fact]
    public async Task An_id_asks_directly()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        Assert.Equal(f.Person.Id, Assert.Single(await ListAsync(f, f.Person.Id)).Object.Id);
        Assert.Equal(0, f.Simulator.Log.Count(RouteKind.Users));
    }

    [Fact]
    public async Task Users_are_described_with_their_workloads()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        f.Tenant.AddUser(new NewUser("guest@contoso.example") { IsGuest = true, HasDrive = false, AccountEnabled = false, IsLicensed = false, UserPurpose = "shared" });
        f.Tenant.AddUser(new NewUser("bare@contoso.example") { HasMailbox = false, HasDrive = false });
        List<DiscoveredObject> found = [];
        await foreach (DiscoveredObject one in f.Source.DiscoverAsync(new DiscoveryQuery { IncludeWorkloads = true }, default))
            found.Add(one);
        Assert.Equal(UserWorkloads.All, found.Single(o => o.Object.Address == SourceFixture.User).Workloads);
        DiscoveredObject guest = found.Single(o => o.Object.Address == "guest@contoso.example");
        Assert.Equal((true, false, false), (guest.IsGuest, guest.IsEnabled, guest.IsLicensed));
        Assert.Equal([Workload.Mailbox, Workload.Contacts, Workload.Calendar], guest.Workloads);
        Assert.Equal("shared", guest.MailboxPurpose);
        DiscoveredObject bare = found.Single(o => o.Object.Address == "bare@contoso.example");
        Assert.Empty(bare.Workloads);
        Assert.Null(bare.MailboxPurpose);
    }

    [Fact]
    public async Task Without_permission_the_missing_one_is_named()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        f.Tenant.Application.SetPermissions("Mail.Read");
        var e = await Assert.ThrowsAsync<PermissionMissingException>(() => ListAsync(f, null));
        Assert.Contains("User.Read.All", e.Message, StringComparison.Ordinal);
    }

    private static async Task<List<DiscoveredObject>> ListAsync(SourceFixture f, string? name)
    {
        List<DiscoveredObject> found = [];
        await foreach (DiscoveredObject one in f.Source.DiscoverAsync(new DiscoveryQuery { Name = name }, default))
            found.Add(one);
        return found;
    }
}
