using System.Management.Automation;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Gets what restore points do not hold, why, and what to do about it.</summary>
/// <remarks>
/// <para>
/// Without arguments: of the newest restore point of each job. Everything listed is tried again by the next session. Reasons are for instance a missing permission, an item that the
/// source refuses to give, or data that was lost.
/// </para>
/// </remarks>
/// <example>
/// <code>Get-BackupGap</code>
/// <para>The gaps of all jobs.</para>
/// </example>
/// <example>
/// <code>Get-RestorePoint Daily -Latest | Get-BackupGap -Reason PermissionMissing | Format-List</code>
/// <para>What a missing permission costs, with the recommended action.</para>
/// </example>
/// <seealso cref="GetRestorePointCommand"/>
/// <seealso cref="GetBackupSessionCommand"/>
/// <seealso cref="TestBackupOrganizationCommand"/>
[Cmdlet(VerbsCommon.Get, "BackupGap", DefaultParameterSetName = JobSet)]
[OutputType(typeof(BackupGapView))]
public sealed class GetBackupGapCommand : ConfigurationCmdlet
{
    private const string PointSet = "RestorePoint";
    private const string JobSet = "Job";

    /// <summary>The restore points: ids or what Get-RestorePoint returned.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PointSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RestorePointCompleter))]
    public RestorePointReference[] RestorePoint { get; set; } = [];

    /// <summary>The newest restore points of these jobs: names, ids, patterns (* and ?) or what Get-BackupJob returned. Jobs that were removed are found by their name, too.</summary>
    [Parameter(ParameterSetName = JobSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(JobCompleter))]
    public JobReference[] Job { get; set; } = [new JobReference("*")];

    /// <summary>Only of objects whose address or display name matches.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RestoredObjectCompleter))]
    public string? Object { get; set; }

    /// <summary>Only of these workloads.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public Workload[]? Workload { get; set; }

    /// <summary>Only for these reasons.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public GapReason[]? Reason { get; set; }

    /// <summary>Only what has a name that matches.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string? Name { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (RestorePointReference reference in RestorePoint)
            await ListAsync(await Find.RestorePointAsync(reference, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        if (ParameterSetName == PointSet)
            return;
        foreach (JobReference reference in Job)
            await ListNewestAsync(await Find.JobFilterAsync(reference, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private async Task ListNewestAsync(JobFilter jobs, CancellationToken cancellationToken)
    {
        var seen = new HashSet<Guid>();
        await foreach (RestorePoint point in Services.Configuration.RestorePoints.ListAsync(new RestorePointQuery { JobId = jobs.JobId }, cancellationToken).ConfigureAwait(false))
        {
            if (jobs.Matches(point.JobId, point.JobName) && seen.Add(point.JobId))
                await ListAsync(point, cancellationToken).ConfigureAwait(false);
        }

        if (seen.Count == 0 && jobs.MustExist)
            Output.WriteError(Finder.NoJob(jobs.Reference), jobs.Reference);
    }

    private async Task ListAsync(RestorePoint point, CancellationToken cancellationToken)
    {
        // Its row says so: most restore points have none, and a repository is not opened for nothing.
        if (point.Gaps == 0)
            return;
        var query = new GapQuery { ObjectName = Object, Workloads = Workload, Reasons = Reason, Name = Name };
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(Services, point, cancellationToken).ConfigureAwait(false);
        await foreach (RestoreGap gap in explorer.ListGapsAsync(query, cancellationToken).ConfigureAwait(false))
            Output.Write(new BackupGapView(point, gap));
    }
}
