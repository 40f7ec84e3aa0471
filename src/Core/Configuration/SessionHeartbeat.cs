namespace Veeam365.Backup.Core.Configuration;

/// <summary>What a heartbeat learned.</summary>
/// <param name="IsOurs">False when the session was marked or closed by somebody else.</param>
/// <param name="StopRequested">True once a person asked for the session to be stopped.</param>
public sealed record SessionHeartbeat(bool IsOurs, bool StopRequested)
{
    /// <summary>What others that work for the session have moved so far; null when nobody else does.</summary>
    public Model.SessionStatistics? Others { get; init; }
}
