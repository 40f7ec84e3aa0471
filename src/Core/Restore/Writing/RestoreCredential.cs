using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>The application that restores, and its secret.</summary>
/// <param name="Application">The application.</param>
/// <param name="Secret">Its client secret, or the certificate file's password; null for none.</param>
public sealed record RestoreCredential(RestoreApplication Application, string? Secret)
{
    /// <summary>Never the secret.</summary>
    public override string ToString() => $"{Application.ClientId} ({Application.CredentialKind})";
}
