using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;
using Veeam365.Backup.Core.Sources.Microsoft365;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

/// <summary>A simulated group that is a team, and a source that is connected to it.</summary>
internal sealed class TeamFixture : IAsyncDisposable
{
    private TeamFixture(GraphSimulator simulator, TimeProvider time)
    {
        Simulator = simulator;
        Group = simulator.Tenant.AddGroup(new NewGroup("Marketing") { IsTeam = true });
        Source = new GraphOrganizationSourceFactory(SourceFixture.Impatient, time).Connect(SourceFixture.OrganizationOf(simulator), simulator.Tenant.Application.Secret);
    }

    public GraphSimulator Simulator { get; }

    public SimulatedGroup Group { get; }

    public SimulatedTeam Team => Group.Team;

    public SimulatedConversations Conversations => Group.Conversations;

    public IOrganizationSource Source { get; }

    public HeldObject Held { get; } = new();

    public HeldObject Mail { get; } = new();

    public static async Task<TeamFixture> StartAsync(GraphSimulatorOptions? options = null, TimeProvider? time = null) =>
        new(await GraphSimulator.StartAsync(options), time ?? TimeProvider.System);

    /// <summary>One round over the team.</summary>
    public Task BackUpAsync() => Held.ApplyAsync(Source.OpenReader(new ProtectedObject(ObjectKind.Team, Group.Id, "Marketing", null), Workload.Team));

    /// <summary>One round over the group's mailbox.</summary>
    public Task BackUpMailAsync() => Mail.ApplyAsync(Source.OpenReader(new ProtectedObject(ObjectKind.Group, Group.Id, "Marketing", null), Workload.GroupMailbox));

    /// <summary>What is held is what the team holds.</summary>
    public void AssertTrue()
    {
        TeamSnapshot truth = Team.Snapshot();
        var expected = new Dictionary<string, string>(StringComparer.Ordinal);
        TeamTruth.Expect("t", truth, (key, _, name, json) => expected.Add(key[2..], $"{name} {json}"));
        AssertSame(expected, Held);
        IEnumerable<string> folders = Held.Items.Values.Where(i => i.Kind == ItemKind.Folder && i.Key != "members").Select(i => $"{i.Key} {i.Name}");
        Assert.Equal(truth.Channels.Select(c => $"{c.Id} {c.Name}").Order(StringComparer.Ordinal), folders.Order(StringComparer.Ordinal));
    }

    /// <summary>What is held is what the group's mailbox holds.</summary>
    public void AssertMailIsTrue()
    {
        GroupMailboxSnapshot truth = Conversations.Snapshot();
        Dictionary<string, string> topics = truth.Threads.ToDictionary(t => t.Id, t => t.Topic);
        AssertSame(truth.Posts.ToDictionary(p => p.Id, p => $"{topics[p.FolderId]} {ItemJsonTruth.Text(p)}"), Mail);
        IEnumerable<string> folders = Mail.Items.Values.Where(i => i.Kind == ItemKind.Folder).Select(i => $"{i.Key} {i.Name}");
        Assert.Equal(truth.Threads.Select(t => $"{t.Id} {t.Topic}").Order(StringComparer.Ordinal), folders.Order(StringComparer.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Simulator.DisposeAsync();
    }

    private static void AssertSame(Dictionary<string, string> expected, HeldObject held)
    {
        IEnumerable<string> found = held.Items.Values.Where(i => i.Kind != ItemKind.Folder).Select(i => $"{i.Key} {i.Name} {ItemJsonTruth.Text(held.Json[i.Key])}");
        Assert.Equal(expected.Select(e => $"{e.Key} {e.Value}").Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }
}
