namespace Veeam365.Backup.Core.Model;

/// <summary>The application that restores to an organization: one of its own, that may write. Holds no secret.</summary>
/// <param name="ClientId">Its (client) id.</param>
/// <param name="CredentialKind">What it proves itself with.</param>
/// <param name="CertificatePath">Path of a PFX or PEM file, when that is CertificateFile.</param>
/// <param name="CertificateThumbprint">SHA-1 thumbprint, when that is CertificateStore.</param>
public sealed record RestoreApplication(string ClientId, CredentialKind CredentialKind, string? CertificatePath = null, string? CertificateThumbprint = null);
