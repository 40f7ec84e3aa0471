namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>One answer inside a $batch.</summary>
internal sealed record BatchAnswer
{
    /// <summary>Which of the requests it answers; -1 when that is not told.</summary>
    public int Index { get; init; } = -1;

    public int Status { get; init; }

    public string? RetryAfter { get; init; }

    /// <summary>The message, with status 200.</summary>
    public MessageRecord? Message { get; init; }

    /// <summary>The service's error code; empty when there was no body.</summary>
    public string ErrorCode { get; init; } = "";
}
