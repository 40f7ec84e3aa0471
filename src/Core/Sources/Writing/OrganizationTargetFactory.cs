using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources;

/// <summary>Makes connections for restoring to organizations that can be restored to.</summary>
/// <param name="cloud">For Microsoft 365.</param>
public sealed class OrganizationTargetFactory(IOrganizationTargetFactory cloud) : IOrganizationTargetFactory
{
    /// <inheritdoc/>
    public IOrganizationTarget Connect(Organization organization, string? secret)
    {
        ArgumentNullException.ThrowIfNull(organization);
        return organization.IsOnPremises
            ? throw new InvalidSettingException(
                "Organization.RestoreNotSupported",
                $"'{organization.Name}' is an on-premises organization: items cannot be written back into it.",
                "Export them with Export-BackupItem, and import the files with Outlook.")
            : cloud.Connect(organization, secret);
    }
}
