using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;
using Veeam365.Backup.Core.Sources.ExchangeOnPremises;

namespace Veeam365.Backup.Tests.ExchangeOnPremises;

public sealed class DirectoryTests
{
    [Fact]
    public async Task Mailboxes_of_all_kinds_are_listed_with_what_they_have_and_system_mailboxes_are_not()
    {
        await using ExchangeWorld world = await CreateAsync();
        List<DiscoveredObject> found = await ListAsync(world, new DiscoveryQuery());
        Assert.Equal(["alice:user", "bob:user", "info:shared", "room1:room"], found.Select(f => $"{f.Object.DisplayName}:{f.MailboxPurpose}").Order());
        Assert.Contains(Workload.ArchiveMailbox, found.Single(f => f.Object.DisplayName == "alice").Workloads);
        Assert.DoesNotContain(Workload.ArchiveMailbox, found.Single(f => f.Object.DisplayName == "bob").Workloads);
    }

    [Theory]
    [InlineData("alice@contoso.example", "alice")]
    [InlineData("ALICE", "alice")]
    [InlineData("*o*", "bob,info,room1")]
    [InlineData("nobody", "")]
    [InlineData("nobody@contoso.example", "")]
    public async Task Names_addresses_and_patterns_find_mailboxes(string name, string expected)
    {
        await using ExchangeWorld world = await CreateAsync();
        string found = string.Join(',', (await ListAsync(world, new DiscoveryQuery { Name = name })).Select(f => f.Object.DisplayName).Order());
        Assert.Equal(expected, name == "*o*" ? string.Join(',', found.Split(',').Where(n => n != "alice")) : found);
    }

    [Fact]
    public async Task Members_of_nested_and_dynamic_groups_come_once_and_circles_end()
    {
        await using ExchangeWorld world = await CreateAsync();
        world.Exchange.Groups.AddRange([
            new FakeGroup("everybody", "alice@contoso.example", "inner", "partner@fabrikam.example"),
            new FakeGroup("inner", "everybody", "alice@contoso.example", "bob@contoso.example", "rooms"),
            new FakeGroup("rooms") { IsDynamic = true },
        ]);
        List<DiscoveredObject> groups = await ListAsync(world, new DiscoveryQuery { Kind = ObjectKind.Group });
        Assert.Equal(["everybody:Distribution", "inner:Distribution", "rooms:Dynamic"], groups.Select(g => $"{g.Object.DisplayName}:{g.GroupType}").Order());
        Assert.Equal(["alice", "bob", "room1"], await MembersAsync(world, groups.Single(g => g.Object.DisplayName == "everybody").Object));
        Assert.Equal(["room1"], await MembersAsync(world, groups.Single(g => g.Object.DisplayName == "rooms").Object));
    }

    [Fact]
    public async Task Commands_carry_values_in_parameters_only()
    {
        await using ExchangeWorld world = await CreateAsync();
        await ListAsync(world, new DiscoveryQuery { Name = "a'; Remove-Mailbox b@contoso.example" });
        await ListAsync(world, new DiscoveryQuery { Name = "x'y@contoso.example" });
        Assert.All(world.Exchange.Commands, c => Assert.StartsWith("Get-", c.Name, StringComparison.Ordinal));
        Assert.Contains(world.Exchange.Commands, c => c.Parameters.GetValueOrDefault("Identity") is "x'y@contoso.example");
    }

    [Theory]
    [InlineData("152.1 MB (159,449,088 bytes)", 159_449_088L)]
    [InlineData("152,1 MB (159.449.088 bytes)", 159_449_088L)]
    [InlineData("1024", 1024L)]
    [InlineData("Unlimited", null)]
    [InlineData("", null)]
    public void Sizes_are_read_from_the_text_that_deserialised_ones_are(string text, long? size) =>
        Assert.Equal(size, new ExchangeObject([KeyValuePair.Create("Size", (object?)text)]).Size("size"));

    [Fact]
    public void Properties_are_read_tolerantly()
    {
        var found = new ExchangeObject([
            KeyValuePair.Create("Flag", (object?)"True"), KeyValuePair.Create("Id", (object?)Guid.Empty), KeyValuePair.Create("List", (object?)new object?[] { "a", null, 1 }), KeyValuePair.Create("Null", (object?)null)]);
        Assert.True(found.Flag("flag"));
        Assert.Null(found.Id("Id"));
        Assert.Equal(["a", "1"], found.List("List"));
        Assert.Empty(found.List("Null"));
        Assert.Null(found.Text("Nothing"));
    }

    private static Task<ExchangeWorld> CreateAsync() => ExchangeWorld.CreateAsync(s =>
    {
        s.AddMailbox("alice@contoso.example", hasArchive: true);
        s.AddMailbox("bob@contoso.example");
        s.AddMailbox("info@contoso.example", "SharedMailbox");
        s.AddMailbox("room1@contoso.example", "RoomMailbox");
        s.AddMailbox("SystemMailbox1@contoso.example", "ArbitrationMailbox");
    });

    private static async Task<List<DiscoveredObject>> ListAsync(ExchangeWorld world, DiscoveryQuery query)
    {
        await using IOrganizationSource source = world.Connect();
        return await source.DiscoverAsync(query, CancellationToken.None).ToListAsync();
    }

    private static async Task<IEnumerable<string>> MembersAsync(ExchangeWorld world, ProtectedObject group)
    {
        await using IOrganizationSource source = world.Connect();
        return (await source.ListMembersAsync(group, CancellationToken.None).ToListAsync()).Select(m => m.Object.DisplayName).Order();
    }
}
