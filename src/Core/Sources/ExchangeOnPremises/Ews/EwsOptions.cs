namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>Limits and patience of a connection to an on-premises organization. The defaults stay below those of Exchange's default throttling policy.</summary>
public sealed record EwsOptions
{
    /// <summary>Requests under way at once, over the whole organization (EwsMaxConcurrency is 27 per account by default).</summary>
    public int MaxConcurrency { get; init; } = 20;

    /// <summary>Requests under way at once to one mailbox.</summary>
    public int MaxConcurrencyPerMailbox { get; init; } = 4;

    /// <summary>Folders of one mailbox that are read side by side.</summary>
    public int FoldersSideBySide { get; init; } = 3;

    /// <summary>Changes asked for per page (512 is the most that the service gives).</summary>
    public int PageSize { get; init; } = 512;

    /// <summary>Items asked for at once.</summary>
    public int BatchItems { get; init; } = 50;

    /// <summary>Bytes of items asked for at once with their contents.</summary>
    public int BatchBytes { get; init; } = 512 * 1024;

    /// <summary>Contents above this size are streamed, each by a request of its own.</summary>
    public int InlineContentLimit { get; init; } = 256 * 1024;

    /// <summary>Attempts at one request that fails with a server error or a broken connection.</summary>
    public int MaxAttempts { get; init; } = 8;

    /// <summary>Attempts at one request that is throttled.</summary>
    public int MaxThrottledAttempts { get; init; } = 30;

    /// <summary>The first pause after a server error; doubled each time, with jitter.</summary>
    public TimeSpan BackoffBase { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause, whatever the service asks for.</summary>
    public TimeSpan BackoffLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an answer may take; for contents, how long one read may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(100);
}
