using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.PowerShell.References;

/// <summary>Tells what belongs to the jobs an argument names. Jobs that were removed are known by the name they had.</summary>
/// <param name="reference">The argument; its text may be a pattern.</param>
/// <param name="jobId">The one job it names; null for a pattern or a job that is gone.</param>
internal sealed class JobFilter(JobReference reference, Guid? jobId)
{
    private readonly NamePattern _pattern = new(reference.NameOrId);

    /// <summary>The argument.</summary>
    public JobReference Reference => reference;

    /// <summary>The one job, for queries.</summary>
    public Guid? JobId => jobId;

    /// <summary>True when finding nothing is an error.</summary>
    public bool MustExist => jobId is null && !_pattern.HasWildcard;

    /// <summary>True when it belongs to one of the jobs.</summary>
    public bool Matches(Guid id, string name) => jobId is { } one ? id == one : _pattern.Matches(name) || id.ToString() == reference.NameOrId;
}
