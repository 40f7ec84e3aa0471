using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources;

/// <summary>Makes connections to organizations of every kind.</summary>
/// <param name="cloud">For Microsoft 365.</param>
/// <param name="onPremises">For Exchange organizations of one's own.</param>
public sealed class OrganizationSourceFactory(IOrganizationSourceFactory cloud, IOrganizationSourceFactory onPremises) : IOrganizationSourceFactory
{
    /// <inheritdoc/>
    public IOrganizationSource Connect(Organization organization, string? clientSecret) => For(organization).Connect(organization, clientSecret);

    /// <inheritdoc/>
    public IOrganizationSource Connect(Organization organization, string? clientSecret, SourceLimits limits) => For(organization).Connect(organization, clientSecret, limits);

    private IOrganizationSourceFactory For(Organization organization)
    {
        ArgumentNullException.ThrowIfNull(organization);
        return organization.IsOnPremises ? onPremises : cloud;
    }
}
