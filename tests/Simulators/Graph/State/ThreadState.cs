using System.Collections.Immutable;

namespace Veeam365.Simulators.Graph;

/// <summary>A thread of a group's conversation; immutable.</summary>
internal sealed record ThreadState(string Id, string ConversationId, string Topic, ImmutableList<PostState> Posts)
{
    public bool IsLocked { get; init; }

    /// <summary>Stays when the newest post is deleted.</summary>
    public required DateTimeOffset LastDelivered { get; init; }
}
