using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>The application that restores, and its secret.</summary>
/// <param name="Application">The application.</param>
/// <param name="Secret">Its client secret, or the certificate file's password; null for none.</param>
public sealed record RestoreCredential(RestoreApplication Application, string? Secret)
{
    /// <summary>Refuses the application that backs up.</summary>
    /// <exception cref="InvalidSettingException">It is that.</exception>
    internal static void Check(Organization organization, RestoreCredential credential)
    {
        if (string.Equals(credential.Application.ClientId, organization.ClientId, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidSettingException(
                "Restore.SameApplication",
                "This is the application that backs up.",
                "Register another one for restores: what runs every day should not be able to write.");
        }
    }

    /// <summary>Never the secret.</summary>
    public override string ToString() => $"{Application.ClientId} ({Application.CredentialKind})";
}
