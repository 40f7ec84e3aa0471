using System.Globalization;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

/// <summary>Random changes to a team: channels, messages, replies, edits, deletions, reactions, tabs, members, settings.</summary>
internal static class TeamChanges
{
    private static readonly string[] Types = ["standard", "private", "shared"];

    public static void Make(SimulatedTeam team, Random random, int count)
    {
        for (int i = 0; i < count; i++)
            MakeOne(team, team.Channels[random.Next(team.Channels.Count)], random);
    }

    private static void MakeOne(SimulatedTeam team, SimulatedChannel channel, Random random)
    {
        ChannelMessageTruth? message = Pick(channel, random);
        switch (random.Next(16))
        {
            case < 5:
                channel.Post(New(random));
                break;
            case < 8 when message is not null:
                channel.Post(New(random), message.RootId);
                break;
            case 8 when message is not null:
                channel.Edit(message.Id, Words(random, "edited"));
                break;
            case 9 when message is not null:
                channel.Delete(message.Id);
                break;
            case 10 when message is not null:
                channel.React(message.Id, "like", "robin");
                break;
            case 11:
                ChangeTabs(channel, random);
                break;
            case 12:
                ChangeMembers(channel.MembershipType == "standard" ? team.Members : channel.Members, random);
                break;
            case 13:
                ChangeChannels(team, channel, random);
                break;
            case 14 when random.Next(3) == 0:
                team.SetSetting("description", Words(random, "about"));
                break;
            case 15 when random.Next(4) == 0:
                channel.ExpireDeltaTokens();
                break;
        }
    }

    private static void ChangeChannels(SimulatedTeam team, SimulatedChannel channel, Random random)
    {
        if (random.Next(2) == 0 && team.Channels.Count < 5)
            team.AddChannel(Words(random, "channel"), Types[random.Next(Types.Length)]);
        else if (random.Next(2) == 0)
            channel.Rename(Words(random, "renamed"));
        else if (channel != team.General)
            team.DeleteChannel(channel.Id);
    }

    private static void ChangeTabs(SimulatedChannel channel, Random random)
    {
        IReadOnlyList<System.Text.Json.Nodes.JsonObject> tabs = channel.Snapshot().Tabs;
        if (tabs.Count == 0 || random.Next(2) == 0)
            channel.AddTab(Words(random, "tab"), "https://wiki.example/");
        else if (random.Next(2) == 0)
            channel.RenameTab((string)tabs[0]["id"]!, Words(random, "tab"));
        else
            channel.RemoveTab((string)tabs[0]["id"]!);
    }

    private static void ChangeMembers(SimulatedMembers members, Random random)
    {
        string user = $"user{random.Next(6)}@contoso.example";
        if (random.Next(3) == 0)
            members.Remove(user);
        else
            members.Set(user, random.Next(2) == 0 ? ["owner"] : []);
    }

    private static ChannelMessageTruth? Pick(SimulatedChannel channel, Random random)
    {
        IReadOnlyList<ChannelMessageTruth> all = channel.Snapshot().Messages;
        return all.Count == 0 ? null : all[random.Next(all.Count)];
    }

    private static NewPost New(Random random) => new($"<p>{Words(random, "post")} &amp; more</p>")
    {
        Subject = random.Next(3) == 0 ? Words(random, "subject") : null,
        Pictures = random.Next(4) == 0 ? [Bytes(random), Bytes(random)] : [],
    };

    private static byte[] Bytes(Random random)
    {
        byte[] bytes = new byte[random.Next(1, 4000)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Words(Random random, string what) => string.Create(CultureInfo.InvariantCulture, $"{what} {random.Next(100_000)}");
}
