using System.Management.Automation;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Gets restore points, newest first.</summary>
/// <remarks>
/// <para>
/// A restore point is the whole of what a job backs up at one moment: every one is complete. Those of jobs that were removed are found by the name of the job. Sessions from the
/// pipeline give the restore points that they made.
/// </para>
/// </remarks>
/// <example>
/// <code>Get-RestorePoint Daily</code>
/// <para>All restore points of a job.</para>
/// </example>
/// <example>
/// <code>Get-RestorePoint -Latest</code>
/// <para>The newest of each job.</para>
/// </example>
/// <example>
/// <code>Start-BackupJob Daily | Get-RestorePoint | Get-BackupItem -Kind File | Select-Object -First 10</code>
/// <para>Ten files of the restore point that the session made.</para>
/// </example>
/// <seealso cref="GetBackupItemCommand"/>
/// <seealso cref="GetBackupGapCommand"/>
/// <seealso cref="ExportBackupItemCommand"/>
/// <seealso cref="RestoreBackupItemCommand"/>
[Cmdlet(VerbsCommon.Get, "RestorePoint", DefaultParameterSetName = ListSet)]
[OutputType(typeof(RestorePointView))]
public sealed class GetRestorePointCommand : ConfigurationCmdlet
{
    private const string ListSet = "List";
    private const string IdSet = "Id";
    private const string SessionSet = "Session";

    /// <summary>Restore points of these jobs: names, ids, patterns (* and ?) or what Get-BackupJob returned. Jobs that were removed are found by their name, too.</summary>
    [Parameter(Position = 0, ParameterSetName = ListSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(JobCompleter))]
    public JobReference[] Job { get; set; } = [new JobReference("*")];

    /// <summary>Only in this repository.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ArgumentCompleter(typeof(RepositoryCompleter))]
    public RepositoryReference? Repository { get; set; }

    /// <summary>Only of this organization.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ArgumentCompleter(typeof(OrganizationCompleter))]
    public OrganizationReference? Organization { get; set; }

    /// <summary>Only the newest of each job.</summary>
    [Parameter(ParameterSetName = ListSet)]
    public SwitchParameter Latest { get; set; }

    /// <summary>These restore points.</summary>
    [Parameter(Mandatory = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RestorePointCompleter))]
    public RestorePointReference[] Id { get; set; } = [];

    /// <summary>What these sessions made: ids, or what Start-BackupJob or Get-BackupSession returned. A session that made none gives none.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SessionSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SessionCompleter))]
    public SessionReference[] Session { get; set; } = [];

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (SessionReference reference in Session)
            await WriteOfSessionAsync(reference, cancellationToken).ConfigureAwait(false);
        foreach (RestorePointReference reference in Id)
            await WriteAsync(await Find.RestorePointAsync(reference, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        if (ParameterSetName != ListSet)
            return;
        foreach (JobReference reference in Job)
            await ListAsync(await Find.JobFilterAsync(reference, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteOfSessionAsync(SessionReference reference, CancellationToken cancellationToken)
    {
        BackupSession session = await Find.SessionAsync(reference, cancellationToken).ConfigureAwait(false);
        // Retention may have removed it since.
        if (session.RestorePointId is { } id && await Services.Configuration.RestorePoints.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } point)
            await WriteAsync(point, cancellationToken).ConfigureAwait(false);
    }

    private async Task ListAsync(JobFilter jobs, CancellationToken cancellationToken)
    {
        var query = new RestorePointQuery
        {
            JobId = jobs.JobId,
            RepositoryId = Repository is null ? null : (await Find.RepositoryAsync(Repository, cancellationToken).ConfigureAwait(false)).Id,
            OrganizationId = Organization is null ? null : (await Find.OrganizationAsync(Organization, cancellationToken).ConfigureAwait(false)).Id,
        };
        var seen = new HashSet<Guid>();
        await foreach (RestorePoint point in Services.Configuration.RestorePoints.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (jobs.Matches(point.JobId, point.JobName) && (seen.Add(point.JobId) || !Latest))
                await WriteAsync(point, cancellationToken).ConfigureAwait(false);
        }
        if (seen.Count == 0 && jobs.MustExist)
            Output.WriteError(Finder.NoJob(jobs.Reference), jobs.Reference);
    }

    private async Task WriteAsync(RestorePoint point, CancellationToken cancellationToken) =>
        Output.Write(await Views.RestorePointAsync(point, cancellationToken).ConfigureAwait(false));
}
