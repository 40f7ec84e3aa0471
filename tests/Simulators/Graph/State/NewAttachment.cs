namespace Veeam365.Simulators.Graph;

/// <summary>A file to be attached to an item.</summary>
internal sealed record NewAttachment(string Name, string ContentType, byte[] Content)
{
    public string? ContentId { get; init; }

    public bool IsInline { get; init; }
}
