using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Searches restore points: by words, names, folders, senders, times, sizes.</summary>
/// <remarks>
/// <para>
/// The search reads the cache, never the repository; the first items come at once, and Select-Object -First or Ctrl+C stop it. Patterns know * and ? and ignore case; words ignore case
/// and accents. What is found can be piped to Export-BackupItem and Restore-BackupItem.
/// </para>
/// <para>
/// The newest restore points are searched, or those of a moment (-At). -IncludeDeleted shows items that the restore point does not hold any more but an earlier one did, -AllVersions
/// all versions of each item.
/// </para>
/// </remarks>
/// <example>
/// <code>Get-BackupItem -Job Daily -Word 'annual report' -Object ada@contoso.com</code>
/// <para>Everything of one person with these words in subject, file name, sender or recipients.</para>
/// </example>
/// <example>
/// <code>Get-RestorePoint Daily -Latest | Get-BackupItem -Folder Inbox -HasAttachment | Select-Object -First 10</code>
/// <para>Ten messages in inboxes that have attachments.</para>
/// </example>
/// <example>
/// <code>Get-BackupItem -Job Daily -Name *.pptx -MinimumSize 1KB | Sort-Object Size -Descending</code>
/// <para>Presentations, the largest first.</para>
/// </example>
/// <example>
/// <code>Get-BackupItem -Organization Contoso -Word budget* -IncludeDeleted</code>
/// <para>Over all jobs of the organization, also what was deleted meanwhile.</para>
/// </example>
/// <seealso cref="ExportBackupItemCommand"/>
/// <seealso cref="RestoreBackupItemCommand"/>
/// <seealso cref="GetRestorePointCommand"/>
[Cmdlet(VerbsCommon.Get, "BackupItem", DefaultParameterSetName = PointSet)]
[OutputType(typeof(BackupItemView))]
public sealed class GetBackupItemCommand : ConfigurationCmdlet
{
    private const string PointSet = "RestorePoint";
    private const string JobSet = "Job";
    private const string OrganizationSet = "Organization";

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

    /// <summary>The newest restore points of all jobs of these organizations; what several jobs hold is shown from the newest.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OrganizationSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OrganizationCompleter))]
    public OrganizationReference[] Organization { get; set; } = [];

    /// <summary>As of this moment: the newest restore points from before it. Without an offset it is local time.</summary>
    [Parameter(ParameterSetName = JobSet)]
    [Parameter(ParameterSetName = OrganizationSet)]
    public DateTimeOffset? At { get; set; }

    /// <summary>
    /// Only items with all these words in subject, file name, sender or recipients, in any order: 'budget 2026'. Words in quotation marks stand one after the other: '"annual report"'; a word that ends in * is a
    /// beginning: 'rep*'; an address or a file name can be given as it is.
    /// </summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string[]? Word { get; set; }

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

    /// <summary>Only messages whose recipients match; they are separated by "; ", so '*ada@contoso.com*' finds one of many.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string? To { get; set; }

    /// <summary>Only items received, or last changed, at or after this. Without an offset it is local time.</summary>
    [Parameter]
    public DateTimeOffset? After { get; set; }

    /// <summary>Only items received, or last changed, before this. Without an offset it is local time.</summary>
    [Parameter]
    public DateTimeOffset? Before { get; set; }

    /// <summary>Only items of at least this many bytes, e.g. 10MB.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long? MinimumSize { get; set; }

    /// <summary>Only items of at most this many bytes.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long? MaximumSize { get; set; }

    /// <summary>Only items with attachments; with -HasAttachment:$false only those without.</summary>
    [Parameter]
    public SwitchParameter HasAttachment { get; set; }

    /// <summary>Finds, too, what earlier restore points of the job hold and this one does not: each as it was last.</summary>
    [Parameter]
    public SwitchParameter IncludeDeleted { get; set; }

    /// <summary>Finds all versions of items that restore points up to this one hold.</summary>
    [Parameter]
    public SwitchParameter AllVersions { get; set; }

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
            await SearchAsync([await Find.RestorePointAsync(reference, cancellationToken).ConfigureAwait(false)], cancellationToken).ConfigureAwait(false);
        foreach (JobReference reference in Job)
            await SearchAsync([await Find.LatestRestorePointAsync(reference, cancellationToken, At).ConfigureAwait(false)], cancellationToken).ConfigureAwait(false);
        foreach (OrganizationReference reference in Organization)
            await SearchAsync(await Find.LatestRestorePointsAsync(reference, At, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private async Task SearchAsync(IReadOnlyList<RestorePoint> points, CancellationToken cancellationToken)
    {
        await foreach (FoundItem found in new RestorePointSearch(Services).FindAsync(points, Query(), cancellationToken).ConfigureAwait(false))
            Output.Write(new BackupItemView(found.Point, found.Item));
    }

    private RestoreQuery Query() => new()
    {
        ObjectName = Object,
        Workloads = Workload,
        Kinds = Kind,
        Folder = Folder,
        Words = Word,
        Name = Name,
        From = From,
        To = To,
        ChangedFrom = After,
        ChangedBefore = Before,
        MinimumSize = MinimumSize,
        MaximumSize = MaximumSize,
        HasAttachments = MyInvocation.BoundParameters.ContainsKey(nameof(HasAttachment)) ? HasAttachment.ToBool() : null,
        IncludeDeleted = IncludeDeleted,
        AllVersions = AllVersions,
        IncludeFolders = IncludeFolder,
        IncludeVersions = IncludeVersion,
    };
}
