using System.Text.Json.Nodes;
using Veeam365.Backup.Core.Sources.Microsoft365;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests;

/// <summary>What must be held of a team: settings, members, tabs and messages, each with its folder, name and JSON.</summary>
internal static class TeamTruth
{
    /// <summary>Tells each item: key, folder, name, JSON as <see cref="ItemJsonTruth"/> writes it.</summary>
    public static void Expect(string teamId, TeamSnapshot team, Action<string, string, string, string> expect)
    {
        expect($"{teamId}/team", "", Text(team.Settings, "displayName"), ItemJsonTruth.Text(team.Settings));
        foreach (JsonObject member in team.Members)
            expect($"{teamId}/members/{Text(member, "id")}", "Members", Text(member, "displayName"), ItemJsonTruth.Text(member));
        foreach (ChannelSnapshot channel in team.Channels)
        {
            string place = $"{teamId}/{channel.Id}";
            foreach (JsonObject tab in channel.Tabs)
                expect($"{place}/tabs/{Text(tab, "id")}", channel.Name, Text(tab, "displayName"), ItemJsonTruth.Text(tab));
            foreach (JsonObject member in channel.Members)
                expect($"{place}/members/{Text(member, "id")}", channel.Name, Text(member, "displayName"), ItemJsonTruth.Text(member));
            foreach (ChannelMessageTruth message in channel.Messages)
                expect($"{place}/{KeyOf(message)}", channel.Name, NameOf(message.Json), ItemJsonTruth.Text(Whole(message)));
        }
    }

    private static string KeyOf(ChannelMessageTruth message) => message.Id == message.RootId ? message.Id : $"{message.RootId}/{message.Id}";

    private static string NameOf(JsonObject json) =>
        json["subject"] is { } subject && (string)subject! is { Length: > 0 } text ? text : PlainText.Excerpt((string)json["body"]!["content"]!, isHtml: true);

    private static JsonObject Whole(ChannelMessageTruth message)
    {
        var json = (JsonObject)message.Json.DeepClone();
        if (message.HostedContents.Count > 0)
        {
            json["hostedContents"] = new JsonArray(
                [.. message.HostedContents.Select(h => new JsonObject { ["id"] = h.Id, ["contentBytes"] = Convert.ToBase64String(h.Content) })]);
        }
        return json;
    }

    private static string Text(JsonObject json, string name) => (string)json[name]!;
}
