using System.Management.Automation;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Writes items of restore points below a folder: messages as .eml, contacts as .vcf, events as .ics, files as they are, each in the tree it came from. Every byte is verified on the way.</summary>
[Cmdlet(VerbsData.Export, "BackupItem", DefaultParameterSetName = ItemSet, SupportsShouldProcess = true)]
[OutputType(typeof(ExportedItemView))]
public sealed class ExportBackupItemCommand : ConfigurationCmdlet
{
    private const string ItemSet = "Item";
    private const string PointSet = "RestorePoint";
    private const string JobSet = "Job";

    private ExportWork? _work;
    private bool _confirmed;

    /// <summary>The items, as Get-BackupItem returned them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ItemSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public BackupItemView[] Item { get; set; } = [];

    /// <summary>Everything in these restore points: ids or what Get-RestorePoint returned.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PointSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RestorePointCompleter))]
    public RestorePointReference[] RestorePoint { get; set; } = [];

    /// <summary>Everything in the newest restore points of these jobs.</summary>
    [Parameter(Mandatory = true, ParameterSetName = JobSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(JobCompleter))]
    public JobReference[] Job { get; set; } = [];

    /// <summary>The folder below which everything is written; it is created when missing.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>Replaces files that exist; otherwise a number is added to the name.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes beside each item, under its name and ".json", what the source told of it: all of a contact or event, and of a message what .eml loses.</summary>
    [Parameter]
    public SwitchParameter IncludeJson { get; set; }

    /// <inheritdoc/>
    private protected override void Prepare()
    {
        base.Prepare();
        Destination = FullPath(Destination)!;
    }

    /// <inheritdoc/>
    private protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        await base.BeginAsync(cancellationToken).ConfigureAwait(false);
        _confirmed = await Output.ConfirmAsync(Destination, "Export items").ConfigureAwait(false);
        _work = new ExportWork(Services, new ExportOptions(Destination, Force, IncludeJson), Output);
    }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (!_confirmed)
            return;
        foreach (BackupItemView item in Item)
            await _work!.AddAsync(item, cancellationToken).ConfigureAwait(false);
        foreach (RestorePointReference reference in RestorePoint)
            await _work!.AddAllAsync(await Find.RestorePointAsync(reference, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        foreach (JobReference reference in Job)
            await _work!.AddAllAsync(await Find.LatestRestorePointAsync(reference, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    private protected override Task EndAsync(CancellationToken cancellationToken) => _work!.FinishAsync();

    /// <inheritdoc/>
    private protected override async Task CleanUpAsync()
    {
        if (_work is not null)
            await _work.DisposeAsync().ConfigureAwait(false);
    }
}
