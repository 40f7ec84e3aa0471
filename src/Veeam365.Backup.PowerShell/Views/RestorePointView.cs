using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>A restore point.</summary>
public sealed class RestorePointView
{
    private readonly RestorePoint _point;
    private readonly string _repository;

    internal RestorePointView(RestorePoint point, string repository)
    {
        _point = point;
        _repository = repository;
    }

    /// <summary>Its id.</summary>
    public Guid Id => _point.Id;

    /// <summary>Its place in the job's chain.</summary>
    public long Sequence => _point.Sequence;

    /// <summary>The job's name at the time.</summary>
    public string JobName => _point.JobName;

    /// <summary>The job.</summary>
    public Guid JobId => _point.JobId;

    /// <summary>The organization's name at the time.</summary>
    public string Organization => _point.OrganizationName;

    /// <summary>The repository that holds it.</summary>
    public string Repository => _repository;

    /// <summary>When it was made (UTC).</summary>
    public DateTimeOffset CreatedAt => _point.CreatedAt;

    /// <summary>Full or Incremental.</summary>
    public SessionKind Kind => _point.Kind;

    /// <summary>Objects held.</summary>
    public int Objects => _point.Objects;

    /// <summary>Items held.</summary>
    public long Items => _point.Items;

    /// <summary>Bytes held, before compression.</summary>
    public long Bytes => _point.Bytes;

    /// <summary>How many things it does not hold.</summary>
    public int Gaps => _point.Gaps;

    /// <summary>Until when nothing that it needs can be deleted or changed (UTC); null where nothing is locked.</summary>
    public DateTimeOffset? ImmutableUntil => _point.ImmutableUntil;

    /// <summary>The session that made it.</summary>
    public Guid SessionId => _point.SessionId;

    internal RestorePoint Point => _point;

    /// <summary>When all that it needs was last found intact (UTC); null for never.</summary>
    public DateTimeOffset? LastVerified => _point.LastVerified;

    /// <summary>What people read.</summary>
    public override string ToString() => $"{JobName} {Sequence}";
}
