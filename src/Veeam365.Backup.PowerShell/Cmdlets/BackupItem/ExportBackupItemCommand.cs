using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Writes items of restore points to files: below a folder, or into an archive.</summary>
/// <remarks>
/// <para>
/// Messages become .eml (or mbox), contacts .vcf, events .ics, list items, pages and posts JSON with a page to read beside it; files stay as they are. Each lies in the tree it came
/// from, with its times. Every byte is verified on the way.
/// </para>
/// <para>
/// veeam365-export.jsonl beside them names every item as it was called, its files and their hashes. Run again, the command writes only what is missing. An item that cannot be exported
/// is an error of its own, and the others go on.
/// </para>
/// </remarks>
/// <example>
/// <code>Get-BackupItem -Job Daily -Name *.pptx | Export-BackupItem D:\Export</code>
/// <para>Exports what a search found.</para>
/// </example>
/// <example>
/// <code>Export-BackupItem -Job Daily -Object ada@contoso.com -Destination D:\Export\Ada.zip -Zip</code>
/// <para>Everything of one person, in one archive.</para>
/// </example>
/// <example>
/// <code>
/// $job = Export-BackupItem -Job Daily -Destination D:\Export -AsJob
/// $job | Receive-Job -Wait -AutoRemoveJob | Measure-Object Size -Sum
/// </code>
/// <para>Exports the newest restore point in the background; Stop-Job stops it, and running it again goes on.</para>
/// </example>
/// <seealso cref="GetBackupItemCommand"/>
/// <seealso cref="RestoreBackupItemCommand"/>
[Cmdlet(VerbsData.Export, "BackupItem", DefaultParameterSetName = ItemSet, SupportsShouldProcess = true)]
[OutputType(typeof(ExportedItemView))]
public sealed class ExportBackupItemCommand : ConfigurationCmdlet
{
    private const string ItemSet = "Item";
    private const string PointSet = "RestorePoint";
    private const string JobSet = "Job";
    private const string OrganizationSet = "Organization";

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

    /// <summary>Everything in the newest restore points of all jobs of these organizations; what several jobs hold comes from the newest.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OrganizationSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OrganizationCompleter))]
    public OrganizationReference[] Organization { get; set; } = [];

    /// <summary>As of this moment: the newest restore points from before it. Without an offset it is local time.</summary>
    [Parameter(ParameterSetName = JobSet)]
    [Parameter(ParameterSetName = OrganizationSet)]
    public DateTimeOffset? At { get; set; }

    /// <summary>Only objects whose address or display name matches.</summary>
    [Parameter(ParameterSetName = PointSet)]
    [Parameter(ParameterSetName = JobSet)]
    [Parameter(ParameterSetName = OrganizationSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RestoredObjectCompleter))]
    public string? Object { get; set; }

    /// <summary>The folder below which everything is written; it is created when missing. With -Zip, the archive.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("Path")]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>File: a file for each message. Mbox: one file for the messages of a folder.</summary>
    [Parameter]
    [ValidateSet("File", "Mbox")] // no field of a type of Core: PowerShell loads this class before Core can be found
    public string Format { get; set; } = nameof(ExportFormat.File);

    /// <summary>Writes one ZIP archive instead of files.</summary>
    [Parameter]
    public SwitchParameter Zip { get; set; }

    /// <summary>Replaces files that exist; otherwise a number is added to the name.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes beside each item, under its name and ".json", what the source told of it: all of a contact or event, and of a message what .eml loses.</summary>
    [Parameter]
    public SwitchParameter IncludeJson { get; set; }

    /// <summary>Writes one PowerShell job at once, and does the work there: Receive-Job gives what it writes, Stop-Job stops it as Ctrl+C does.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    private protected override bool RunsAsJob => AsJob;

    /// <inheritdoc/>
    private protected override IReadOnlyDictionary<string, object> ResolvedForJob => new Dictionary<string, object> { [nameof(Destination)] = Destination };

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
        if (_confirmed)
            _work = new ExportWork(Services, ExportTarget.Open(new ExportOptions(Destination, Force, IncludeJson, Enum.Parse<ExportFormat>(Format, ignoreCase: true), Zip)), Output);
    }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (!_confirmed)
            return;
        RestoreQuery query = new() { ObjectName = Object };
        foreach (BackupItemView item in Item)
            await _work!.AddAsync(item, cancellationToken).ConfigureAwait(false);
        foreach (RestorePointReference reference in RestorePoint)
            await _work!.AddAllAsync(await Find.RestorePointAsync(reference, cancellationToken).ConfigureAwait(false), query, cancellationToken).ConfigureAwait(false);
        foreach (JobReference reference in Job)
            await _work!.AddAllAsync(await Find.LatestRestorePointAsync(reference, cancellationToken, At).ConfigureAwait(false), query, cancellationToken).ConfigureAwait(false);
        foreach (OrganizationReference reference in Organization)
            await AddAsync(await Find.LatestRestorePointsAsync(reference, At, cancellationToken).ConfigureAwait(false), query, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    private protected override Task EndAsync(CancellationToken cancellationToken) => _work?.FinishAsync() ?? Task.CompletedTask;

    /// <inheritdoc/>
    private protected override async Task CleanUpAsync()
    {
        if (_work is not null)
            await _work.DisposeAsync().ConfigureAwait(false);
    }

    private async Task AddAsync(IReadOnlyCollection<RestorePoint> points, RestoreQuery query, CancellationToken cancellationToken)
    {
        await foreach (FoundItem found in new RestorePointSearch(Services).FindAsync(points, query, cancellationToken).ConfigureAwait(false))
            await _work!.AddAsync(new BackupItemView(found.Point, found.Item), cancellationToken).ConfigureAwait(false);
    }
}
