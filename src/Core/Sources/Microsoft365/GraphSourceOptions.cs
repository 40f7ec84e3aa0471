namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Limits and patience of a Graph connection. The defaults follow the published service limits.</summary>
public sealed record GraphSourceOptions
{
    /// <summary>Requests under way at once, over the whole organization.</summary>
    public int MaxConcurrency { get; init; } = 64;

    /// <summary>Requests under way at once to one service when a connection begins; success lets it grow up to <see cref="MaxConcurrency"/>, throttling cuts it.</summary>
    public int InitialConcurrency { get; init; } = 16;

    /// <summary>Requests under way at once to one mailbox (Outlook service limit: 4 per application and mailbox).</summary>
    public int MaxConcurrencyPerMailbox { get; init; } = 4;

    /// <summary>Requests under way at once to one team or its channels (Teams service limit: 4 a second per team or channel).</summary>
    public int MaxConcurrencyPerTeam { get; init; } = 4;

    /// <summary>Messages asked for per page.</summary>
    public int MailPageSize { get; init; } = 500;

    /// <summary>Drive items asked for per page.</summary>
    public int DrivePageSize { get; init; } = 500;

    /// <summary>Mail folders of one mailbox that are enumerated side by side.</summary>
    public int FoldersSideBySide { get; init; } = 3;

    /// <summary>Libraries and lists of one site that are read side by side.</summary>
    public int CollectionsSideBySide { get; init; } = 4;

    /// <summary>Attempts at one request that fails with a server error or a broken connection.</summary>
    public int MaxAttempts { get; init; } = 8;

    /// <summary>Attempts at one request that is throttled.</summary>
    public int MaxThrottledAttempts { get; init; } = 30;

    /// <summary>The first pause after a server error; doubled each time, with jitter.</summary>
    public TimeSpan BackoffBase { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause after a server error.</summary>
    public TimeSpan BackoffLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest Retry-After that is waited for; a longer one fails the request.</summary>
    public TimeSpan RetryAfterLimit { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long an answer may take, a page's body included; for contents, how long one read may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>How long a request may go without any answer, its attempts added up, before what it asked for becomes a gap; waiting for a throttled service does not count.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Contents up to this many bytes are held in memory until they are whole and checked; larger ones are streamed.</summary>
    public int InlineContentLimit { get; init; } = 512 * 1024;

    /// <summary>HTTP version asked for on the data path.</summary>
    public Version HttpVersion { get; init; } = System.Net.HttpVersion.Version11;
}
