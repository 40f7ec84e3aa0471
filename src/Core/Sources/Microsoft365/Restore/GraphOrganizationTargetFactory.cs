using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Makes connections for restoring to Microsoft 365.</summary>
/// <param name="options">Limits and patience; null for the defaults.</param>
/// <param name="time">The clock; null for the system's.</param>
public sealed class GraphOrganizationTargetFactory(GraphSourceOptions? options = null, TimeProvider? time = null) : IOrganizationTargetFactory
{
    /// <inheritdoc/>
    public IOrganizationTarget Connect(Organization organization, string? secret)
    {
        ArgumentNullException.ThrowIfNull(organization);
        return new GraphOrganizationTarget(organization, secret, options ?? new GraphSourceOptions(), time ?? TimeProvider.System);
    }
}
