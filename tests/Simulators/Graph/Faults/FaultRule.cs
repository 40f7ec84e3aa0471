using System.Text.RegularExpressions;

namespace Veeam365.Simulators.Graph;

/// <summary>When and how requests fail. The first rule that fires for a request decides.</summary>
public sealed record FaultRule
{
    public FaultKind Kind { get; init; }

    /// <summary>HTTP method; null matches any.</summary>
    public string? Method { get; init; }

    /// <summary>Regular expression, matched anywhere in the unescaped path and query; null matches any.</summary>
    public string? Path { get; init; }

    /// <summary>How often the rule fires before it is gone; null: always.</summary>
    public int? Count { get; init; }

    /// <summary>Matching requests that pass before the rule begins to fire.</summary>
    public int Skip { get; init; }

    /// <summary>Share of the matching requests that fail, 0 to 1, drawn from <see cref="Seed"/>.</summary>
    public double Probability { get; init; } = 1;

    public int Seed { get; init; } = 1;

    public int StatusCode { get; init; } = 503;

    /// <summary>Error code in the body; null takes what the service says for the status.</summary>
    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    /// <summary>The error status comes with no body at all.</summary>
    public bool EmptyBody { get; init; }

    /// <summary>Adds Retry-After.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public RetryAfterForm RetryAfterForm { get; init; }

    /// <summary>For <see cref="FaultKind.Delay"/>.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>For <see cref="FaultKind.CutBody"/>.</summary>
    public long CutWithin { get; init; } = 1 << 20;

    /// <summary>429 with Retry-After.</summary>
    public static FaultRule Throttle(string? path, TimeSpan retryAfter, int? count = 1, RetryAfterForm form = RetryAfterForm.Seconds) =>
        new() { Path = path, StatusCode = 429, RetryAfter = retryAfter, Count = count, RetryAfterForm = form };

    public static FaultRule Status(string? path, int statusCode, int? count = 1) =>
        new() { Path = path, StatusCode = statusCode, Count = count };

    public static FaultRule Of(FaultKind kind, string? path, int? count = 1) =>
        new() { Kind = kind, Path = path, Count = count };

    internal Regex? CompilePath() =>
        Path is null ? null : new Regex(Path, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
