using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Sources;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Gets the users, groups, teams or sites of an organization as they are now.</summary>
/// <remarks>
/// <para>This asks Microsoft 365, not a backup. What it returns can be piped to New-BackupScope.</para>
/// </remarks>
/// <example>
/// <code>Get-BackupOrganizationObject Contoso</code>
/// <para>Lists the users.</para>
/// </example>
/// <example>
/// <code>Get-BackupOrganizationObject Contoso -Kind Group, Team, Site</code>
/// <para>Lists groups, teams and sites.</para>
/// </example>
/// <example>
/// <code>Get-BackupOrganizationObject Contoso ada* -IncludeWorkload | New-BackupScope | Add-BackupJob Ada Contoso Local</code>
/// <para>Looks up users, with the workloads that each of them has, and makes a job of them.</para>
/// </example>
/// <seealso cref="NewBackupScopeCommand"/>
/// <seealso cref="GetBackupOrganizationCommand"/>
[Cmdlet(VerbsCommon.Get, "BackupOrganizationObject")]
[OutputType(typeof(BackupOrganizationObjectView))]
public sealed class GetBackupOrganizationObjectCommand : ConfigurationCmdlet
{
    /// <summary>The organization: name, id or what Get-BackupOrganization returned.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(OrganizationCompleter))]
    public OrganizationReference Organization { get; set; } = null!;

    /// <summary>Ids, addresses, display names or patterns (* and ?); all when omitted.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OrganizationObjectCompleter))]
    public string[]? Name { get; set; }

    /// <summary>What is listed: users when nothing is said.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ObjectKind[] Kind { get; set; } = [ObjectKind.User];

    /// <summary>Lists the sites behind users' OneDrives too; what users keep there is backed up with them.</summary>
    [Parameter]
    public SwitchParameter IncludePersonalSite { get; set; }

    /// <summary>Finds out which workloads each of them has; this costs up to six requests more for each user. Of groups and teams it is always known.</summary>
    [Parameter]
    public SwitchParameter IncludeWorkload { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        Subject = Organization;
        Organization organization = await Find.OrganizationAsync(Organization, cancellationToken).ConfigureAwait(false);
        if (Name is null)
            await ListAsync(organization, null, cancellationToken).ConfigureAwait(false);
        foreach (string name in Name ?? [])
            await ListAsync(organization, name, cancellationToken).ConfigureAwait(false);
    }

    private async Task ListAsync(Organization organization, string? name, CancellationToken cancellationToken)
    {
        bool any = false;
        foreach (ObjectKind kind in Kind.Distinct())
        {
            var query = new DiscoveryQuery { Kind = kind, Name = name, IncludeWorkloads = IncludeWorkload, IncludePersonalSites = IncludePersonalSite };
            await foreach (DiscoveredObject found in new OrganizationOperations(Services).DiscoverAsync(organization, query, cancellationToken).ConfigureAwait(false))
            {
                any = true;
                Output.Write(new BackupOrganizationObjectView(organization.Name, found));
            }
        }
        string kinds = string.Join(" or ", Kind.Distinct());
        if (!any && name is not null && !new NamePattern(name).HasWildcard)
        {
            Output.WriteError(
                new NotFoundException("OrganizationObject.NotFound", $"Organization '{organization.Name}' has no {kinds.ToLowerInvariant()} '{name}'.", $"List what there is with Get-BackupOrganizationObject -Kind {string.Join(", ", Kind)}."), name);
        }
    }
}
