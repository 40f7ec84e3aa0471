using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>
/// Puts items of restore points back into Microsoft 365, where they came from or elsewhere. Only what is missing or changed is written; run it again after it was stopped: it goes on with what
/// is missing. -WhatIf writes the plan with counts, bytes and what cannot go back.
/// </summary>
[Cmdlet(VerbsData.Restore, "BackupItem", DefaultParameterSetName = ItemSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(RestoredItemView), typeof(RestorePlanView))]
public sealed class RestoreBackupItemCommand : ConfigurationCmdlet
{
    private const string ItemSet = "Item";
    private const string PointSet = "RestorePoint";
    private const string JobSet = "Job";

    private readonly List<BackupItemView> _items = [];

    /// <summary>The items, as Get-BackupItem returned them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ItemSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public BackupItemView[] Item { get; set; } = [];

    /// <summary>These restore points: ids or what Get-RestorePoint returned.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PointSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RestorePointCompleter))]
    public RestorePointReference[] RestorePoint { get; set; } = [];

    /// <summary>The newest restore points of these jobs.</summary>
    [Parameter(Mandatory = true, ParameterSetName = JobSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(JobCompleter))]
    public JobReference[] Job { get; set; } = [];

    /// <summary>Only objects whose address or display name matches.</summary>
    [Parameter(ParameterSetName = PointSet)]
    [Parameter(ParameterSetName = JobSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string? Object { get; set; }

    /// <summary>Only these workloads.</summary>
    [Parameter(ParameterSetName = PointSet)]
    [Parameter(ParameterSetName = JobSet)]
    [ValidateNotNullOrEmpty]
    public Workload[]? Workload { get; set; }

    /// <summary>Only items below folders whose path matches, e.g. "Inbox" or "Projects/*".</summary>
    [Parameter(ParameterSetName = PointSet)]
    [Parameter(ParameterSetName = JobSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string? Folder { get; set; }

    /// <summary>The user to restore to: id or address. Everybody's items go to their own places when it is left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TargetUser { get; set; }

    /// <summary>The site to restore sites to: id or address. They go to their own places when it is left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TargetSite { get; set; }

    /// <summary>The team to restore teams to: id or name. They go to their own places when it is left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TargetTeam { get; set; }

    /// <summary>The folder (names separated by "/") below which the tree is restored; it is made when missing. For sites it begins with a library. Items go where they came from when it is left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TargetFolder { get; set; }

    /// <summary>What becomes of what is there in another state: it stays (Skip), gets the restored one beside it (Copy), or becomes what is restored (Replace).</summary>
    [Parameter]
    [ValidateSet("Skip", "Copy", "Replace")]
    public string Collision { get; set; } = "Skip";

    /// <summary>Restores attendees of meetings, too: the service sends them invitations.</summary>
    [Parameter]
    public SwitchParameter IncludeAttendee { get; set; }

    /// <summary>Grants again who could open files and folders, without a mail to anybody; links get new addresses.</summary>
    [Parameter]
    public SwitchParameter IncludePermission { get; set; }

    /// <summary>The application that restores, if not the one that Set-BackupOrganization set: its (client) id as the user name, its client secret as the password.</summary>
    [Parameter]
    [Credential]
    public PSCredential? RestoreCredential { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        _items.AddRange(Item);
        foreach (RestorePointReference reference in RestorePoint)
            await RestoreAllAsync(await Find.RestorePointAsync(reference, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        foreach (JobReference reference in Job)
            await RestoreAllAsync(await Find.LatestRestorePointAsync(reference, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Items that came one by one are restored together: a session for each restore point.</summary>
    private protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        foreach (IGrouping<Guid, BackupItemView> items in _items.GroupBy(i => i.RestorePointId))
            await RestoreAsync(RequestOf(items.First().Point) with { Items = [.. items.Select(i => i.Item)] }, cancellationToken).ConfigureAwait(false);
    }

    private async Task RestoreAllAsync(RestorePoint point, CancellationToken cancellationToken)
    {
        RestoreRequest request = RequestOf(point);
        await RestoreAsync(request with { Query = request.Query with { Workloads = Workload } }, cancellationToken).ConfigureAwait(false);
    }

    private async Task RestoreAsync(RestoreRequest request, CancellationToken cancellationToken)
    {
        RestorePoint point = request.Point;
        Subject = point.Id;
        var runner = new RestoreRunner(Services);
        string what = request.Items is null ? $"job '{point.JobName}', restore point of {point.CreatedAt.ToLocalTime():yyyy-MM-dd HH:mm}" : $"{request.Items.Count} items of job '{point.JobName}'";
        bool? goesOn = await Output.AskAsync(what, $"Restore to {TargetUser ?? TargetSite ?? TargetTeam ?? "where they came from"} ({Collision})").ConfigureAwait(false);
        if (goesOn == true)
            await runner.RunAsync(request, RestoreApplicationArguments.Of(RestoreCredential), new RestoreDisplay(Output, writesItems: true), cancellationToken).ConfigureAwait(false);
        if (goesOn is not null)
            return;
        RestorePlan plan = await runner.PlanAsync(request, cancellationToken).ConfigureAwait(false);
        foreach (PlannedObject planned in plan.Objects)
            Output.Write(new RestorePlanView(planned));
    }

    private RestoreRequest RequestOf(RestorePoint point) => new()
    {
        Point = point,
        Query = new RestoreQuery { ObjectName = Object, Folder = Folder, IncludeFolders = true },
        TargetUser = TargetUser,
        TargetSite = TargetSite,
        TargetTeam = TargetTeam,
        TargetFolder = TargetFolder,
        Collision = Enum.Parse<Core.Sources.CollisionRule>(Collision, ignoreCase: true),
        IncludeAttendees = IncludeAttendee,
        IncludePermissions = IncludePermission,
    };
}
