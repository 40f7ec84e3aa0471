using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>A message of a channel as it was; RootId is its own id unless it is a reply.</summary>
public sealed record ChannelMessageTruth(string Id, string RootId, JsonObject Json, IReadOnlyList<HostedContentTruth> HostedContents);
