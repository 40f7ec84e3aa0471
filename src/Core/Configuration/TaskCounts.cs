namespace Veeam365.Backup.Core.Configuration;

/// <summary>The tasks of a session that are not done.</summary>
/// <param name="Claimable">Those that could be claimed now.</param>
/// <param name="Unfinished">All of them, whoever holds them.</param>
/// <param name="IsOpen">False once the session has ended or its commit has begun: no task of it is given out any more.</param>
public sealed record TaskCounts(int Claimable, int Unfinished, bool IsOpen);
