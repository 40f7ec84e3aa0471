using System.Globalization;

namespace Veeam365.Simulators.Graph;

/// <summary>What a listing shows of a message.</summary>
internal sealed record MimeSummary
{
    public string Subject { get; init; } = "";

    public MimeAddress? From { get; init; }

    public MimeAddress? Sender { get; init; }

    public IReadOnlyList<MimeAddress> To { get; init; } = [];

    public IReadOnlyList<MimeAddress> Cc { get; init; } = [];

    public IReadOnlyList<MimeAddress> Bcc { get; init; } = [];

    public IReadOnlyList<MimeAddress> ReplyTo { get; init; } = [];

    public DateTimeOffset? Sent { get; init; }

    public string MessageId { get; init; } = "";

    public bool HasAttachments { get; init; }

    public string Importance { get; init; } = "normal";

    public static MimeSummary Parse(ReadOnlyMemory<byte> mime)
    {
        var message = MimeEntity.Parse(mime);
        var headers = message.Headers;
        var from = MimeAddress.ParseList(headers["From"]);
        var sender = MimeAddress.ParseList(headers["Sender"]);
        return new MimeSummary
        {
            Subject = EncodedWords.Decode(headers["Subject"] ?? ""),
            From = from.Length > 0 ? from[0] : null,
            Sender = sender.Length > 0 ? sender[0] : from.Length > 0 ? from[0] : null,
            To = MimeAddress.ParseList(headers["To"]),
            Cc = MimeAddress.ParseList(headers["Cc"]),
            Bcc = MimeAddress.ParseList(headers["Bcc"]),
            ReplyTo = MimeAddress.ParseList(headers["Reply-To"]),
            Sent = ParseDate(headers["Date"]),
            MessageId = headers["Message-ID"] ?? "",
            HasAttachments = MimeAttachment.Of(message).Exists(static attachment => !attachment.IsInline),
            Importance = ParseImportance(headers["Importance"]),
        };
    }

    private static string ParseImportance(string? value) => value?.Trim().ToUpperInvariant() switch
    {
        "HIGH" => "high",
        "LOW" => "low",
        _ => "normal",
    };

    private static DateTimeOffset? ParseDate(string? value)
    {
        if (value is null)
            return null;
        var comment = value.IndexOf('(', StringComparison.Ordinal);
        var text = (comment < 0 ? value : value[..comment]).Trim();
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date.ToUniversalTime()
            : null;
    }
}
