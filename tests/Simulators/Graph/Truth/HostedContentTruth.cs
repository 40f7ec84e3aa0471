namespace Veeam365.Simulators.Graph;

/// <summary>A picture or snippet within a channel message as it was.</summary>
public sealed record HostedContentTruth(string Id, string ContentType, byte[] Content);
