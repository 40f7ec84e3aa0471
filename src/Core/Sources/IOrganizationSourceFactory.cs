using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources;

/// <summary>Makes connections to organizations.</summary>
public interface IOrganizationSourceFactory
{
    /// <summary>Prepares a connection; signing in happens at the first call.</summary>
    /// <param name="organization">The organization.</param>
    /// <param name="clientSecret">The client secret, or the certificate file's password; null when there is none.</param>
    /// <exception cref="InvalidSettingException">The certificate cannot be found or opened.</exception>
    IOrganizationSource Connect(Organization organization, string? clientSecret);

    /// <summary>Prepares a connection within limits that it shares with others.</summary>
    IOrganizationSource Connect(Organization organization, string? clientSecret, SourceLimits limits) => Connect(organization, clientSecret);
}
