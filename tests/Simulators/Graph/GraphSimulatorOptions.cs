namespace Veeam365.Simulators.Graph;

/// <summary>How the simulator behaves. Every property is read anew on each request, so it may be changed while it runs.</summary>
public sealed class GraphSimulatorOptions
{
    /// <summary>TCP port on the loopback interface; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Also listens without TLS, see <see cref="GraphSimulator.PlainEndpoint"/>: for measuring data paths without its cost.</summary>
    public bool PlainHttpForData { get; init; }

    /// <summary>Compresses whatever a client allows to come compressed, as the public service does; off by default, since it costs both sides processor time.</summary>
    public bool CompressAnswers { get; init; }

    public Guid TenantId { get; init; } = Guid.NewGuid();

    public string TenantName { get; init; } = "Contoso";

    public string Domain { get; init; } = "contoso.example";

    /// <summary>Key for the /_simulator/ surface (header X-Simulator-Key); generated when empty.</summary>
    public string AdminKey { get; init; } = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Time that passes before an answer starts.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Outlook's concurrent requests per app and mailbox (4 in the public service); null does not enforce it.</summary>
    public int? MailboxConcurrencyLimit { get; set; }

    /// <summary>Requests allowed to the application per <see cref="RateWindow"/>, refused ones included (130,000 in the public service); null does not enforce it.</summary>
    public int? RateLimit { get; set; }

    public TimeSpan RateWindow { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>SharePoint's resource units per <see cref="ResourceUnitWindow"/>, refused calls included (1,250 to 6,250 in the public service); null does not enforce it.</summary>
    public int? ResourceUnitLimit { get; set; }

    public TimeSpan ResourceUnitWindow { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>What the server's clock is wrong by: its Date header and its dates in Retry-After.</summary>
    public TimeSpan ClockSkew { get; set; }

    /// <summary>Statuses that the limits answer with, in turn.</summary>
    public IReadOnlyList<int> ThrottleStatusCodes { get; set; } = [429];

    /// <summary>What the limits above ask the client to wait; the budgets ask for the rest of their window if that is longer.</summary>
    public TimeSpan ThrottleRetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    public RetryAfterForm ThrottleRetryAfterForm { get; set; }

    /// <summary>Requests that arrive this soon after a 429 were already under way and are not counted as violations.</summary>
    public TimeSpan RetryAfterGrace { get; set; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromHours(1);

    public TimeSpan DownloadUrlLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long an upload session lives after its last fragment.</summary>
    public TimeSpan UploadSessionLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Downloads answer 200 with everything where a range was asked for.</summary>
    public bool IgnoreRanges { get; set; }

    /// <summary>Delta rounds repeat items, within a page and on the next one.</summary>
    public bool DeltaDuplicates { get; set; }

    /// <summary>Delta pages come shuffled.</summary>
    public bool DeltaReordering { get; set; }

    /// <summary>A message moved out of a folder and back between two rounds is reported as removed only.</summary>
    public bool RoundTripMoveReportsRemovalOnly { get; set; }

    /// <summary>Called with the path before each request is served, from any thread: for changes that happen while somebody reads.</summary>
    public Action<string>? BeforeRequest { get; set; }

    /// <summary>How many of the latest requests <see cref="RequestLog.Lines"/> keeps; 0 keeps none.</summary>
    public int KeepRequestLines { get; set; }

    /// <summary>Requests a second about one team or its channels (4 in the public service); null does not enforce it.</summary>
    public int? TeamRateLimit { get; set; }

    /// <summary>Threads of groups do not expand their posts: the documentation does not promise it.</summary>
    public bool RefuseExpandedPosts { get; set; }

    /// <summary>Replies that an expanded channel message shows before it gives a link to the rest (1,000 in the public service).</summary>
    public int ExpandedReplies { get; set; } = 1000;
}
