using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>An attachment of an event. Without content it is a link (Url) or an Outlook item (Item).</summary>
public sealed record SimulatedAttachment(string Name)
{
    public byte[]? Content { get; init; }

    public string ContentType { get; init; } = "application/octet-stream";

    /// <summary>The item of an item attachment.</summary>
    public JsonObject? Item { get; init; }

    /// <summary>Where a reference attachment points to.</summary>
    public string? Url { get; init; }

    public bool IsInline { get; init; }

    internal int Number { get; init; }

    internal byte[] Value => Content ?? System.Text.Encoding.UTF8.GetBytes(Item?.ToJsonString() ?? "");
}
