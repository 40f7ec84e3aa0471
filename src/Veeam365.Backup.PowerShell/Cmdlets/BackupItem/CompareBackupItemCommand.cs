using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Tells what was added, removed, changed or moved between two restore points, or since one at the source.</summary>
/// <remarks>
/// <para>
/// Two restore points of a job are compared out of the cache. With -Live Microsoft 365 is asked what changed since the restore point: nothing is downloaded and nothing is changed.
/// Differences come as they are found.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// $points = Get-RestorePoint Daily
/// Compare-BackupItem $points[1] $points[0]
/// </code>
/// <para>What the last session changed.</para>
/// </example>
/// <example>
/// <code>Compare-BackupItem -Job Daily -Live -Object ada@contoso.com</code>
/// <para>What changed at the source since the newest restore point.</para>
/// </example>
/// <seealso cref="GetRestorePointCommand"/>
/// <seealso cref="GetBackupItemCommand"/>
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
    [ArgumentCompleter(typeof(RestoredObjectCompleter))]
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
