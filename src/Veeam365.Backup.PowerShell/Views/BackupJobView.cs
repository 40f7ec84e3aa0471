using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>A job.</summary>
public sealed class BackupJobView
{
    private readonly BackupJob _job;
    private readonly BackupSession? _last;
    private readonly string _organization;
    private readonly string _repository;

    private readonly DateTimeOffset _now;

    internal BackupJobView(BackupJob job, string organization, string repository, BackupSession? last, DateTimeOffset now)
    {
        _now = now;
        _job = job;
        _organization = organization;
        _repository = repository;
        _last = last;
    }

    /// <summary>The name.</summary>
    public string Name => _job.Name;

    /// <summary>Its id.</summary>
    public Guid Id => _job.Id;

    /// <summary>Words for people.</summary>
    public string? Description => _job.Description;

    /// <summary>The organization read from.</summary>
    public string Organization => _organization;

    /// <summary>The repository written to.</summary>
    public string Repository => _repository;

    /// <summary>What is backed up.</summary>
    public BackupScope Scope => _job.Scope;

    /// <summary>False keeps it from being started without -Force.</summary>
    public bool IsEnabled => _job.IsEnabled;

    /// <summary>Further attempts after a failed one.</summary>
    public int RetryCount => _job.Retry.Attempts;

    /// <summary>The pause before each.</summary>
    public TimeSpan RetryWait => _job.Retry.Wait;

    /// <summary>When it is started by itself; null for never.</summary>
    public JobSchedule? Schedule => _job.Schedule;

    /// <summary>When its next scheduled session can start (UTC); null without schedule and while it is disabled.</summary>
    public DateTimeOffset? NextStartAt => ScheduleState.Of(_job, _last is null ? [] : [_last], _now).NextStart;

    /// <summary>How the newest session is; null before the first.</summary>
    public SessionStatus? LastStatus => _last?.Status;

    /// <summary>When it was started (UTC).</summary>
    public DateTimeOffset? LastStartedAt => _last?.StartedAt;

    /// <summary>When it was added (UTC).</summary>
    public DateTimeOffset CreatedAt => _job.CreatedAt;

    /// <summary>What people read.</summary>
    public override string ToString() => Name;
}
