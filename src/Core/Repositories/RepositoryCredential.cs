namespace Veeam365.Backup.Core.Repositories;

/// <summary>What is needed to open a repository besides its address. Never logged.</summary>
/// <param name="StoreSecret">The S3 secret key; null for a folder.</param>
/// <param name="Password">The password of an encrypted repository; null for a plain one.</param>
public sealed record RepositoryCredential(string? StoreSecret, string? Password)
{
    /// <summary>Says nothing of what it holds.</summary>
    public override string ToString() => nameof(RepositoryCredential);
}
