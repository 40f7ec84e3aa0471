namespace Veeam365.Backup.Core.Configuration;

/// <summary>Which restore points to list.</summary>
public sealed record RestorePointQuery
{
    /// <summary>Only of this job.</summary>
    public Guid? JobId { get; init; }

    /// <summary>Only in this repository.</summary>
    public Guid? RepositoryId { get; init; }

    /// <summary>Only of this organization.</summary>
    public Guid? OrganizationId { get; init; }

    /// <summary>At most this many.</summary>
    public int? Limit { get; init; }
}
