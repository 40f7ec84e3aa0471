using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>Which sessions to list.</summary>
public sealed record SessionQuery
{
    /// <summary>Only of this job.</summary>
    public Guid? JobId { get; init; }

    /// <summary>Only in this state.</summary>
    public SessionStatus? Status { get; init; }

    /// <summary>At most this many.</summary>
    public int? Limit { get; init; }
}
