using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.References;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Makes the scope of a job: the whole organization, or users and sites. Nothing is looked up yet: each session resolves it anew.</summary>
[Cmdlet(VerbsCommon.New, "BackupScope", DefaultParameterSetName = ObjectSet)]
[OutputType(typeof(BackupScope))]
public sealed class NewBackupScopeCommand : PSCmdlet
{
    private const string WholeSet = "WholeOrganization";
    private const string ObjectSet = "Object";

    private readonly List<ObjectReference> _objects = [];

    /// <summary>Every user and every site there is when a session starts. Sites behind users' OneDrives are not among them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WholeSet)]
    public SwitchParameter WholeOrganization { get; set; }

    /// <summary>Users: ids, addresses, display names, patterns (* and ?), or what Get-BackupOrganizationObject returned; what that returned of sites counts as sites.</summary>
    [Parameter(Position = 0, ParameterSetName = ObjectSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public ObjectReference[] User { get; set; } = [];

    /// <summary>Sites, each with its subsites: URLs, ids, display names, patterns (* and ?) over URL and display name, or what Get-BackupOrganizationObject returned.</summary>
    [Parameter(ParameterSetName = ObjectSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public ObjectReference[] Site { get; set; } = [];

    /// <summary>The workloads that are backed up; all there are when nothing is said. A named object is backed up for those of them that it can have, or else for all of its own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public Workload[] Workload { get; set; } = [.. ObjectWorkloads.All];

    /// <summary>Mail folders to leave out, with everything below them.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ExcludableFolder[] ExcludeFolder { get; set; } = [];

    /// <summary>Users to leave out, in the same forms.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public ObjectReference[] Exclude { get; set; } = [];

    /// <summary>Sites to leave out, in the same forms.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public ObjectReference[] ExcludeSite { get; set; } = [];

    /// <summary>Keeps earlier versions of files too, in OneDrive and libraries; otherwise what each file holds when it is read.</summary>
    [Parameter]
    public SwitchParameter IncludeFileVersion { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _objects.AddRange(User);

    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(new BackupScope
    {
        WholeOrganization = WholeOrganization,
        Include = [.. ItemsOf(_objects, ObjectKind.User), .. ItemsOf(Site, ObjectKind.Site)],
        Exclude = [.. ItemsOf(Exclude, ObjectKind.User), .. ItemsOf(ExcludeSite, ObjectKind.Site)],
        Workloads = [.. Workload.Distinct()],
        ExcludeFolders = [.. ExcludeFolder.Distinct()],
        FileVersions = IncludeFileVersion,
    });

    private static IEnumerable<ScopeItem> ItemsOf(IEnumerable<ObjectReference> references, ObjectKind kind) => references
        .Select(r => new ScopeItem(r.Kind ?? kind, r.Kind is null && kind == ObjectKind.Site ? r.Name.TrimEnd('/') : r.Name, []))
        .DistinctBy(i => (i.Kind, i.Name.ToUpperInvariant()));
}
