using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.References;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Makes the scope of a job: the whole organization, or users, groups, teams and sites.</summary>
/// <remarks>
/// <para>
/// Nothing is looked up yet: each session resolves the scope anew, the members of groups as well. Names may be patterns (* and ?). What is excluded wins over what is included.
/// </para>
/// </remarks>
/// <example>
/// <code>New-BackupScope -WholeOrganization -Exclude ben@contoso.com | Add-BackupJob Everybody Contoso Local</code>
/// <para>Everything there is when a session starts, except one user.</para>
/// </example>
/// <example>
/// <code>New-BackupScope -Group Marketing, 'Sales *' -Team 'Project X' | Add-BackupJob Some Contoso Local</code>
/// <para>The members of groups, with the mailboxes and sites of the groups, and a team.</para>
/// </example>
/// <example>
/// <code>New-BackupScope ada@contoso.com -Workload Mailbox -ExcludeFolder JunkEmail, DeletedItems</code>
/// <para>One person's mail without junk and deleted items.</para>
/// </example>
/// <seealso cref="AddBackupJobCommand"/>
/// <seealso cref="SetBackupJobCommand"/>
/// <seealso cref="GetBackupOrganizationObjectCommand"/>
[Cmdlet(VerbsCommon.New, "BackupScope", DefaultParameterSetName = ObjectSet)]
[OutputType(typeof(BackupScope))]
public sealed class NewBackupScopeCommand : PSCmdlet
{
    private const string WholeSet = "WholeOrganization";
    private const string ObjectSet = "Object";

    private readonly List<ScopeItem> _included = [];

    /// <summary>Everything there is when a session starts: users, groups, teams and sites. Sites behind users' OneDrives are not among them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WholeSet)]
    public SwitchParameter WholeOrganization { get; set; }

    /// <summary>Users: ids, addresses, display names, patterns (* and ?), or what Get-BackupOrganizationObject returned (of any kind).</summary>
    [Parameter(Position = 0, ParameterSetName = ObjectSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OrganizationObjectCompleter))]
    public ObjectReference[] User { get; set; } = [];

    /// <summary>Groups of any type, in the same forms: their members (those of groups within them included) and, of Microsoft 365 groups, mailbox and site.</summary>
    [Parameter(ParameterSetName = ObjectSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OrganizationObjectCompleter))]
    public ObjectReference[] Group { get; set; } = [];

    /// <summary>Teams, in the same forms, each with the site that holds its files.</summary>
    [Parameter(ParameterSetName = ObjectSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OrganizationObjectCompleter))]
    public ObjectReference[] Team { get; set; } = [];

    /// <summary>Sites, each with its subsites: URLs, ids, display names, patterns (* and ?) over URL and display name, or what Get-BackupOrganizationObject returned.</summary>
    [Parameter(ParameterSetName = ObjectSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OrganizationObjectCompleter))]
    public ObjectReference[] Site { get; set; } = [];

    /// <summary>The workloads that are backed up; all there are when nothing is said. A named object is backed up for those of them that it can have, or else for all of its own.</summary>
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
    [ArgumentCompleter(typeof(OrganizationObjectCompleter))]
    public ObjectReference[] Exclude { get; set; } = [];

    /// <summary>Groups to leave out with everything that belongs to them: members, mailbox, site, team.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OrganizationObjectCompleter))]
    public ObjectReference[] ExcludeGroup { get; set; } = [];

    /// <summary>Teams to leave out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OrganizationObjectCompleter))]
    public ObjectReference[] ExcludeTeam { get; set; } = [];

    /// <summary>Sites to leave out, in the same forms.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OrganizationObjectCompleter))]
    public ObjectReference[] ExcludeSite { get; set; } = [];

    /// <summary>Keeps earlier versions of files too, in OneDrive and libraries; otherwise what each file holds when it is read.</summary>
    [Parameter]
    public SwitchParameter IncludeFileVersion { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _included.AddRange(ItemsOf(User, ObjectKind.User));

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        ScopeItem[] included = Distinct([.. _included, .. ItemsOf(Group, ObjectKind.Group), .. ItemsOf(Team, ObjectKind.Team), .. ItemsOf(Site, ObjectKind.Site)]);
        WriteObject(new BackupScope
        {
            WholeOrganization = WholeOrganization,
            Include = included,
            Exclude = Distinct(
                [.. ItemsOf(Exclude, ObjectKind.User), .. ItemsOf(ExcludeGroup, ObjectKind.Group), .. ItemsOf(ExcludeTeam, ObjectKind.Team), .. ItemsOf(ExcludeSite, ObjectKind.Site)]),
            Workloads = Workload is null ? DefaultOf(included) : [.. Workload.Distinct()],
            ExcludeFolders = [.. ExcludeFolder.Distinct()],
            FileVersions = IncludeFileVersion,
        });
    }

    private IReadOnlyList<Workload> DefaultOf(ScopeItem[] included) =>
        WholeOrganization || included.Length == 0 ? ObjectWorkloads.All : [.. ObjectWorkloads.All.Intersect(included.SelectMany(i => ObjectWorkloads.NamedBy(i.Kind)))];

    private static IEnumerable<ScopeItem> ItemsOf(IEnumerable<ObjectReference> references, ObjectKind kind) =>
        references.Select(r => new ScopeItem(r.Kind ?? kind, r.Kind is null && kind == ObjectKind.Site ? r.Name.TrimEnd('/') : r.Name, []));

    private static ScopeItem[] Distinct(IEnumerable<ScopeItem> items) => [.. items.DistinctBy(i => (i.Kind, i.Name.ToUpperInvariant()))];
}
