namespace Veeam365.Backup.Core.Configuration;

/// <summary>What opens a repository. Kept encrypted.</summary>
/// <param name="StoreSecret">The S3 secret key; null for a folder.</param>
/// <param name="Password">The encryption password; null for a plain repository.</param>
public sealed record RepositorySecrets(string? StoreSecret, string? Password)
{
    /// <summary>
    /// A new password on its way: kept until the repository and this configuration both know it. One of the two opens the repository, whenever the change was interrupted.
    /// </summary>
    public string? PendingPassword { get; init; }

    /// <summary>Says nothing of what it holds.</summary>
    public override string ToString() => nameof(RepositorySecrets);
}
