namespace Veeam365.Simulators.Graph;

/// <summary>Messages that are made up when asked for; the same options give the same bytes every time.</summary>
public sealed record SyntheticMailOptions(int Count, int Seed = 1, int AverageSize = 4096)
{
    /// <summary>Share of the messages, 0 to 1, that carry an attachment.</summary>
    public double AttachmentShare { get; init; }

    /// <summary>Bytes of an attachment before base64.</summary>
    public int AttachmentSize { get; init; } = 64 * 1024;

    /// <summary>How many different attachments are sent around.</summary>
    public int DistinctAttachments { get; init; } = 50;

    /// <summary>The first message was received here; the others follow within <see cref="Span"/>.</summary>
    public DateTimeOffset From { get; init; } = new(2023, 1, 2, 8, 0, 0, TimeSpan.Zero);

    public TimeSpan Span { get; init; } = TimeSpan.FromDays(900);
}
