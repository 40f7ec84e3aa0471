using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>A channel message to post.</summary>
public sealed record NewPost(string Body)
{
    public string From { get; init; } = "Robin Kline";

    public string? Subject { get; init; }

    /// <summary>Pictures within the text.</summary>
    public IReadOnlyList<byte[]> Pictures { get; init; } = [];

    /// <summary>Attachments of the message as Graph tells them: files are references to the channel's folder.</summary>
    public IReadOnlyList<JsonObject> Attachments { get; init; } = [];
}
