using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Searches restore points; the first items come at once. Patterns know * and ? and ignore case.</summary>
[Cmdlet(VerbsCommon.Get, "BackupItem", DefaultParameterSetName = PointSet)]
[OutputType(typeof(BackupItemView))]
public sealed class GetBackupItemCommand : ConfigurationCmdlet
{
    private const string PointSet = "RestorePoint";
    private const string JobSet = "Job";

    /// <summary>The restore points: ids or what Get-RestorePoint returned.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PointSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RestorePointCompleter))]
    public RestorePointReference[] RestorePoint { get; set; } = [];

    /// <summary>The newest restore points of these jobs.</summary>
    [Parameter(Mandatory = true, ParameterSetName = JobSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(JobCompleter))]
    public JobReference[] Job { get; set; } = [];

    /// <summary>Only objects whose address or display name matches.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string? Object { get; set; }

    /// <summary>Only these workloads.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public Workload[]? Workload { get; set; }

    /// <summary>Only these kinds of items.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ItemKind[]? Kind { get; set; }

    /// <summary>Only items below folders whose path matches, e.g. "Inbox" or "Projects/*".</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string? Folder { get; set; }

    /// <summary>Only items whose subject or file name matches.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string? Name { get; set; }

    /// <summary>Only messages whose sender matches.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string? From { get; set; }

    /// <summary>Lists folders, too.</summary>
    [Parameter]
    public SwitchParameter IncludeFolder { get; set; }

    /// <summary>Lists earlier versions of files, too, where the job keeps them; their folder is their file's path.</summary>
    [Parameter]
    public SwitchParameter IncludeVersion { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (RestorePointReference reference in RestorePoint)
            await SearchAsync(await Find.RestorePointAsync(reference, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        foreach (JobReference reference in Job)
            await SearchAsync(await Find.LatestRestorePointAsync(reference, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private async Task SearchAsync(RestorePoint point, CancellationToken cancellationToken)
    {
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(Services, point, cancellationToken).ConfigureAwait(false);
        foreach (RestoreQuery query in Queries())
        {
            await foreach (RestoreItem item in explorer.FindAsync(query, cancellationToken).ConfigureAwait(false))
                Output.Write(new BackupItemView(point, item));
        }
    }

    private IEnumerable<RestoreQuery> Queries() =>
        from workload in OrAny(Workload)
        from kind in OrAny(Kind)
        select new RestoreQuery
        {
            ObjectName = Object,
            Workload = workload,
            Kind = kind,
            Folder = Folder,
            Name = Name,
            From = From,
            IncludeFolders = IncludeFolder,
            IncludeVersions = IncludeVersion,
        };

    private static IEnumerable<T?> OrAny<T>(T[]? wanted)
        where T : struct => wanted is null ? [null] : wanted.Distinct().Select(w => (T?)w);
}
