namespace Veeam365.Backup.Core.Configuration;

/// <summary>What a heartbeat learned.</summary>
/// <param name="IsOurs">False when the session was marked or closed by somebody else.</param>
/// <param name="StopRequested">True once a person asked for the session to be stopped.</param>
public sealed record SessionHeartbeat(bool IsOurs, bool StopRequested);
