using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>
/// Tells what was added, removed, changed or moved between two restore points of a job (from the cache), or since a restore point at the live source (-Live: what the source tells of what changed; nothing is
/// downloaded). Differences come as they are found.
/// </summary>
[Cmdlet(VerbsData.Compare, "BackupItem", DefaultParameterSetName = PointSet)]
[OutputType(typeof(ItemDifferenceView))]
public sealed class CompareBackupItemCommand : ConfigurationCmdlet
{
    private const string PointSet = "RestorePoint";
    private const string LiveSet = "Live";
    private const string JobSet = "Job";

    /// <summary>The restore point to begin with: an id or what Get-RestorePoint returned.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PointSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = LiveSet, ValueFromPipeline = true)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(RestorePointCompleter))]
    public RestorePointReference? RestorePoint { get; set; }

    /// <summary>The other restore point of the same job; whichever is older counts as before.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = PointSet)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(RestorePointCompleter))]
    public RestorePointReference? With { get; set; }

    /// <summary>The newest restore point of this job is compared with the live source.</summary>
    [Parameter(Mandatory = true, ParameterSetName = JobSet)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(JobCompleter))]
    public JobReference? Job { get; set; }

    /// <summary>Compares with the live source: objects that the restore point holds, as they are now.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiveSet)]
    [Parameter(Mandatory = true, ParameterSetName = JobSet)]
    public SwitchParameter Live { get; set; }

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

    /// <summary>Only items whose subject or file name matches.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string? Name { get; set; }

    /// <summary>Folders, too.</summary>
    [Parameter]
    public SwitchParameter IncludeFolder { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        RestorePoint point = Job is not null
            ? await Find.LatestRestorePointAsync(Job, cancellationToken).ConfigureAwait(false)
            : await Find.RestorePointAsync(RestorePoint!, cancellationToken).ConfigureAwait(false);
        var query = new RestoreQuery { ObjectName = Object, Workloads = Workload, Kinds = Kind, Name = Name, IncludeFolders = IncludeFolder };
        var comparison = new RestorePointComparison(Services);
        IAsyncEnumerable<ItemDifference> differences = With is null
            ? comparison.CompareWithSourceAsync(point, query, (identity, error) => Output.WriteError(error, identity.Object.Label), cancellationToken)
            : comparison.CompareAsync(point, await Find.RestorePointAsync(With, cancellationToken).ConfigureAwait(false), query, cancellationToken);
        await foreach (ItemDifference difference in differences.ConfigureAwait(false))
            Output.Write(new ItemDifferenceView(difference));
    }
}
