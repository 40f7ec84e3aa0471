using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>A message of a channel, or a reply to one; immutable.</summary>
internal sealed record ChannelMessageState
{
    /// <summary>The time of creation in milliseconds; unique within the channel only.</summary>
    public required long Id { get; init; }

    /// <summary>The message it replies to; 0 for none.</summary>
    public long ReplyTo { get; init; }

    public required string From { get; init; }

    public string? Subject { get; init; }

    public required string Body { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Modified { get; init; }

    public DateTimeOffset? Edited { get; init; }

    public DateTimeOffset? Deleted { get; init; }

    public ImmutableList<ReactionState> Reactions { get; init; } = [];

    public ImmutableList<HostedContentState> HostedContents { get; init; } = [];

    public ImmutableList<JsonObject> Attachments { get; init; } = [];

    public long Root => ReplyTo == 0 ? Id : ReplyTo;
}
