using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Sources;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Gets the users, groups or teams of an organization as its directory shows them now.</summary>
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
    public string[]? Name { get; set; }

    /// <summary>What is listed: users when nothing is said.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ObjectKind[] Kind { get; set; } = [ObjectKind.User];

    /// <summary>Finds out which workloads each of them has; this costs up to six requests more for each user. Of groups and teams it is always known.</summary>
    [Parameter]
    public SwitchParameter IncludeWorkload { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        Subject = Organization;
        Organization organization = await Find.OrganizationAsync(Organization, cancellationToken).ConfigureAwait(false);
        string?[] names = Name is null ? [null] : [.. Name];
        foreach (ObjectKind kind in Kind.Distinct())
        {
            foreach (string? name in names)
                await ListAsync(organization, kind, name, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ListAsync(Organization organization, ObjectKind kind, string? name, CancellationToken cancellationToken)
    {
        var query = new DiscoveryQuery { Kind = kind, Name = name, IncludeWorkloads = IncludeWorkload };
        bool any = false;
        await foreach (DiscoveredObject found in new OrganizationOperations(Services).DiscoverAsync(organization, query, cancellationToken).ConfigureAwait(false))
        {
            any = true;
            Output.Write(new BackupOrganizationObjectView(organization.Name, found));
        }
        if (!any && name is not null && !new NamePattern(name).HasWildcard)
        {
            Output.WriteError(
                new NotFoundException("OrganizationObject.NotFound", $"Organization '{organization.Name}' has no {kind.ToString().ToLowerInvariant()} '{name}'.", $"List them with Get-BackupOrganizationObject -Kind {kind}."),
                name);
        }
    }
}
