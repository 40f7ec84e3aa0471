using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>A session to be created.</summary>
/// <param name="Id">Its id.</param>
/// <param name="JobId">The job.</param>
/// <param name="JobName">The job's name.</param>
/// <param name="Attempt">Which attempt of a retried start.</param>
/// <param name="Owner">Who runs it.</param>
/// <param name="Lease">How long it counts as alive without a heartbeat.</param>
public sealed record NewSession(Guid Id, Guid JobId, string JobName, int Attempt, SessionOwner Owner, TimeSpan Lease)
{
    /// <summary>Who works for it. The default proxy is the owner and begins at once; others take it when they can.</summary>
    public ProxyAssignment Proxy { get; init; }

    /// <summary>Of the job.</summary>
    public int Priority { get; init; }

    /// <summary>True to read everything anew.</summary>
    public bool ReadsInFull { get; init; }

    /// <summary>When it stops by itself (UTC); null when it may run to its end.</summary>
    public DateTimeOffset? StopAt { get; init; }
}
