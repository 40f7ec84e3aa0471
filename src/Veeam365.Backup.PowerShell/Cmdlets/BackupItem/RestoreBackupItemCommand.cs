using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Puts items of restore points back into Microsoft 365, where they came from or elsewhere.</summary>
/// <remarks>
/// <para>
/// Only what is missing or changed is written. After a stop run the same command again: it goes on with what is missing. What is there in another state stays (-Collision Skip), gets
/// the restored one beside it (Copy), or is replaced (Replace). -WhatIf writes the plan with counts, bytes and what cannot go back.
/// </para>
/// <para>
/// Restores sign in with an application of their own; see Set-BackupOrganization. An item that cannot be restored is an error of its own, and the others go on. Get-RestoreSession
/// tells afterwards what was done.
/// </para>
/// </remarks>
/// <example>
/// <code>Restore-BackupItem -Job Daily -Object ada@contoso.com -WhatIf</code>
/// <para>The plan for one person: nothing is written.</para>
/// </example>
/// <example>
/// <code>
/// Set-BackupOrganization Contoso -RestoreCredential (Get-Credential)
/// Get-BackupItem -Job Daily -Object ada@contoso.com -Folder Inbox | Restore-BackupItem
/// </code>
/// <para>Puts the messages of an inbox back that are missing there.</para>
/// </example>
/// <example>
/// <code>Restore-BackupItem -Job Daily -Object ada@contoso.com -Workload Mailbox -TargetUser ben@contoso.com -TargetFolder Ada -RestoreCredential (Get-Credential)</code>
/// <para>One person's mail into a folder of another one's mailbox.</para>
/// </example>
/// <seealso cref="SetBackupOrganizationCommand"/>
/// <seealso cref="GetBackupItemCommand"/>
/// <seealso cref="GetRestoreSessionCommand"/>
/// <seealso cref="TestRestorePointCommand"/>
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
    [ArgumentCompleter(typeof(RestoredObjectCompleter))]
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
    [ArgumentCompleter(typeof(OrganizationObjectCompleter))]
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

    /// <summary>Writes one PowerShell job at once, and does the work there: Receive-Job gives what it writes, Stop-Job stops it as Ctrl+C does.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    private protected override bool RunsAsJob => AsJob;

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
