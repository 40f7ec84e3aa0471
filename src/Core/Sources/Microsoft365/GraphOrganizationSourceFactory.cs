using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Makes connections to Microsoft 365 organizations.</summary>
/// <param name="options">Limits and patience; null for the defaults.</param>
/// <param name="time">The clock; null for the system's.</param>
public sealed class GraphOrganizationSourceFactory(GraphSourceOptions? options = null, TimeProvider? time = null) : IOrganizationSourceFactory
{
    /// <inheritdoc/>
    public IOrganizationSource Connect(Organization organization, string? clientSecret)
    {
        return Connect(organization, clientSecret, SourceLimits.None);
    }

    /// <inheritdoc/>
    public IOrganizationSource Connect(Organization organization, string? clientSecret, SourceLimits limits)
    {
        ArgumentNullException.ThrowIfNull(organization);
        return new GraphOrganizationSource(organization, clientSecret, options ?? new GraphSourceOptions(), time ?? TimeProvider.System, limits);
    }
}
