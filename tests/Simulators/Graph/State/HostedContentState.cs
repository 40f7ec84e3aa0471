namespace Veeam365.Simulators.Graph;

/// <summary>A picture or snippet within a channel message.</summary>
internal sealed record HostedContentState(string Id, string ContentType, byte[] Content);
