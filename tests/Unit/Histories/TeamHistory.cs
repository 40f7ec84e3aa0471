using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Tests.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Histories;

/// <summary>A team in a history: settings, members, channels with tabs, members and messages. It changes between sessions only.</summary>
internal sealed class TeamHistory(SimulatedTeam team) : HistoryWorkload(team.Id, Workload.Team)
{
    private const string Members = "members";

    public override bool ReadsContent => true;

    public override void Change(Random random) => TeamChanges.Make(team, random, 1);

    public override void ChangeMeanwhile(Random random)
    {
    }

    public override void ExpireTokens() => team.ExpireDeltaTokens();

    public override Dictionary<string, ItemText> At(long moment)
    {
        TeamSnapshot now = team.Snapshot();
        var all = new Dictionary<string, ItemText>(StringComparer.Ordinal) { [Members] = Text("Members", "", null) };
        foreach (ChannelSnapshot channel in now.Channels)
            all.Add(channel.Id, Text(channel.Name, "", null));
        TeamTruth.Expect("t", now, (key, _, name, json) => all.Add(key[2..], Text(name, json, ParentOf(key[2..]))));
        return all;
    }

    public override ItemText Describe(ItemVersion held, byte[]? content) => Text(held.Name, content is null ? "" : ItemJsonTruth.Text(content), held.ParentKey);

    /// <summary>Tabs, members and messages of a channel are gaps as a whole.</summary>
    public override IEnumerable<string> GapsOf(string key)
    {
        string[] parts = key.Split('/');
        yield return key;
        yield return parts[0];
        if (parts.Length > 1)
            yield return parts[1] is "tabs" or Members ? $"{parts[0]}/{parts[1]}" : $"{parts[0]}/messages";
    }

    protected override IReadOnlyList<TimedState> History(long from, long to) => [];

    protected override ItemText Describe(object state) => throw new InvalidOperationException();

    private static string? ParentOf(string key) => key.IndexOf('/', StringComparison.Ordinal) is > 0 and var at ? key[..at] : null;

    private static ItemText Text(string name, string json, string? parent) => new($"{name} {json} below {parent}") { Parent = parent ?? "" };
}
