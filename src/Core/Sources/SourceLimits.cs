namespace Veeam365.Backup.Core.Sources;

/// <summary>What bounds a connection from outside: limits that it shares with other connections, here and elsewhere.</summary>
public sealed record SourceLimits
{
    /// <summary>No limits.</summary>
    public static SourceLimits None { get; } = new();

    /// <summary>The share of the requests that the tenant may be sent; null for no limit.</summary>
    public IRequestAllowance? Requests { get; init; }

    /// <summary>Shapes what is downloaded; null for no limit.</summary>
    public IDownloadShaper? Downloads { get; init; }
}
