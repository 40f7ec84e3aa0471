using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.References;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Makes the scope of a job: the whole organization, or users. Nothing is looked up yet: each session resolves it anew.</summary>
[Cmdlet(VerbsCommon.New, "BackupScope", DefaultParameterSetName = UserSet)]
[OutputType(typeof(BackupScope))]
public sealed class NewBackupScopeCommand : PSCmdlet
{
    private const string WholeSet = "WholeOrganization";
    private const string UserSet = "User";

    private readonly List<ObjectReference> _users = [];

    /// <summary>Every user there is when a session starts.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WholeSet)]
    public SwitchParameter WholeOrganization { get; set; }

    /// <summary>Users: ids, addresses, display names, patterns (* and ?), or what Get-BackupOrganizationObject returned.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = UserSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public ObjectReference[] User { get; set; } = [];

    /// <summary>The workloads that are backed up; all that users have when nothing is said.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public Workload[] Workload { get; set; } = [.. UserWorkloads.All];

    /// <summary>Mail folders to leave out, with everything below them.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ExcludableFolder[] ExcludeFolder { get; set; } = [];

    /// <summary>Users to leave out, in the same forms.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public ObjectReference[] Exclude { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => _users.AddRange(User);

    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(new BackupScope
    {
        WholeOrganization = WholeOrganization,
        Include = ItemsOf(_users),
        Exclude = ItemsOf(Exclude),
        Workloads = [.. Workload.Distinct()],
        ExcludeFolders = [.. ExcludeFolder.Distinct()],
    });

    private static ScopeItem[] ItemsOf(IEnumerable<ObjectReference> references) =>
        [.. references.Select(r => r.Name).Distinct(StringComparer.OrdinalIgnoreCase).Select(name => new ScopeItem(ObjectKind.User, name, []))];
}
