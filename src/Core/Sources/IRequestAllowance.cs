namespace Veeam365.Backup.Core.Sources;

/// <summary>The share of a tenant's requests that this connection may send. Safe for concurrent use; never waits.</summary>
public interface IRequestAllowance
{
    /// <summary>The part (above 0, at most 1) of what the service says is left for the tenant that this connection may use up.</summary>
    double Part { get; }

    /// <summary>Takes one request, if one may be sent now.</summary>
    /// <param name="wait">Otherwise how long to wait before asking again.</param>
    bool TryTake(out TimeSpan wait);
}
