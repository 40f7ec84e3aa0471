using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Decides on and hears of what is started by schedule. Called from several threads.</summary>
public interface IScheduleObserver
{
    /// <summary>A job that has a schedule is not due; told once.</summary>
    void OnNotDue(DueJob job);

    /// <summary>Asks whether a due job is to be started.</summary>
    Task<bool> ApproveAsync(DueJob job);

    /// <summary>A due job is about to start.</summary>
    /// <returns>Who follows its sessions.</returns>
    ISessionObserver OnStarting(DueJob job);

    /// <summary>A job's session has ended; null when another process had started it meanwhile.</summary>
    void OnEnded(DueJob job, BackupSession? session);

    /// <summary>A job could not be started.</summary>
    void OnFailed(DueJob job, BackupException error);
}
