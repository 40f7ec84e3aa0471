using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources;

/// <summary>Makes connections for restoring.</summary>
public interface IOrganizationTargetFactory
{
    /// <summary>Prepares a connection; signing in happens at the first call.</summary>
    /// <param name="organization">The organization with the application that restores (<see cref="Organization.ForRestore"/>).</param>
    /// <param name="secret">Its client secret, or the certificate file's password; null when there is none.</param>
    IOrganizationTarget Connect(Organization organization, string? secret);
}
