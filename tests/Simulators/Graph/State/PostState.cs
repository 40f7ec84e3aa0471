using System.Collections.Immutable;

namespace Veeam365.Simulators.Graph;

/// <summary>A post of a group's conversation; posts cannot be edited.</summary>
internal sealed record PostState(string Id, string From, string Body, DateTimeOffset Received, ImmutableList<SimulatedAttachment> Attachments);
