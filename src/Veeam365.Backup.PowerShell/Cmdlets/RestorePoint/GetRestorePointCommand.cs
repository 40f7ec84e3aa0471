using System.Management.Automation;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Gets restore points, newest first.</summary>
[Cmdlet(VerbsCommon.Get, "RestorePoint", DefaultParameterSetName = ListSet)]
[OutputType(typeof(RestorePointView))]
public sealed class GetRestorePointCommand : ConfigurationCmdlet
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

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

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (RestorePointReference reference in Id)
            await WriteAsync(await Find.RestorePointAsync(reference, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        if (ParameterSetName == IdSet)
            return;
        foreach (JobReference reference in Job)
            await ListAsync(await Find.JobFilterAsync(reference, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
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
