using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.References;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>
/// Makes the scope of a job: the whole organization, or users, groups and teams. Nothing is looked up yet: each session resolves it anew, the members of groups as well.
/// </summary>
[Cmdlet(VerbsCommon.New, "BackupScope", DefaultParameterSetName = UserSet)]
[OutputType(typeof(BackupScope))]
public sealed class NewBackupScopeCommand : PSCmdlet
{
    private const string WholeSet = "WholeOrganization";
    private const string UserSet = "User";
    private const string GroupSet = "Group";
    private const string TeamSet = "Team";

    private readonly List<ScopeItem> _included = [];

    /// <summary>Everything there is when a session starts: users, groups and teams.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WholeSet)]
    public SwitchParameter WholeOrganization { get; set; }

    /// <summary>Users: ids, addresses, display names, patterns (* and ?), or what Get-BackupOrganizationObject returned (of any kind).</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = UserSet, ValueFromPipeline = true)]
    [Parameter(Position = 0, ParameterSetName = GroupSet, ValueFromPipeline = true)]
    [Parameter(Position = 0, ParameterSetName = TeamSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public ObjectReference[] User { get; set; } = [];

    /// <summary>Groups of any type, in the same forms: their members (those of groups within them included) and, of Microsoft 365 groups, the mailbox.</summary>
    [Parameter(Mandatory = true, ParameterSetName = GroupSet)]
    [Parameter(ParameterSetName = TeamSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public ObjectReference[] Group { get; set; } = [];

    /// <summary>Teams, in the same forms.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TeamSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public ObjectReference[] Team { get; set; } = [];

    /// <summary>The workloads that are backed up, of each object those that it has; all of them when nothing is said.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public Workload[]? Workload { get; set; }

    /// <summary>Mail folders to leave out, with everything below them.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ExcludableFolder[] ExcludeFolder { get; set; } = [];

    /// <summary>Users to leave out, in the same forms (objects of any kind when Get-BackupOrganizationObject returned them).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public ObjectReference[] Exclude { get; set; } = [];

    /// <summary>Groups to leave out with everything that belongs to them: members, mailbox, team.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public ObjectReference[] ExcludeGroup { get; set; } = [];

    /// <summary>Teams to leave out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public ObjectReference[] ExcludeTeam { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => _included.AddRange(ItemsOf(User, ObjectKind.User));

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        ScopeItem[] included = Distinct([.. _included, .. ItemsOf(Group, ObjectKind.Group), .. ItemsOf(Team, ObjectKind.Team)]);
        WriteObject(new BackupScope
        {
            WholeOrganization = WholeOrganization,
            Include = included,
            Exclude = Distinct([.. ItemsOf(Exclude, ObjectKind.User), .. ItemsOf(ExcludeGroup, ObjectKind.Group), .. ItemsOf(ExcludeTeam, ObjectKind.Team)]),
            Workloads = Workload is null ? DefaultOf(included) : [.. Workload.Distinct()],
            ExcludeFolders = [.. ExcludeFolder.Distinct()],
        });
    }

    private IReadOnlyList<Workload> DefaultOf(ScopeItem[] included) =>
        WholeOrganization ? ObjectWorkloads.All : [.. ObjectWorkloads.All.Intersect(included.SelectMany(i => ObjectWorkloads.NamedBy(i.Kind)))];

    private static IEnumerable<ScopeItem> ItemsOf(IEnumerable<ObjectReference> references, ObjectKind kind) => references.Select(r => new ScopeItem(r.Kind ?? kind, r.Name, []));

    private static ScopeItem[] Distinct(IEnumerable<ScopeItem> items) => [.. items.DistinctBy(i => (i.Kind, i.Name.ToUpperInvariant()))];
}
