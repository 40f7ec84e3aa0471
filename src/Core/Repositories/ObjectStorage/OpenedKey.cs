using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>A description whose key is unwrapped.</summary>
/// <param name="Document">The description.</param>
/// <param name="RawKey">The repository key; null for a plain repository.</param>
/// <param name="Keys">What follows from it.</param>
/// <param name="Notices">What an administrator should know.</param>
internal sealed record OpenedKey(RepositoryDocument Document, byte[]? RawKey, RepositoryKeys Keys, IReadOnlyList<string> Notices)
{
    /// <summary>Unwraps the key with the password.</summary>
    /// <exception cref="RepositoryException">The password is missing or wrong.</exception>
    public static OpenedKey Of(RepositoryDocument document, string? password, IReadOnlyList<string> notices)
    {
        if (document.Key is null)
            return new OpenedKey(document, null, RepositoryKeys.Plain, notices);
        if (string.IsNullOrEmpty(password))
            throw new RepositoryException("Repository.PasswordMissing", "The repository is encrypted and no password was given.", "Give the repository's password.");
        byte[] key = PasswordLock.Unwrap(document.Key, password, document.Id);
        return new OpenedKey(document, key, RepositoryKeys.From(key), notices);
    }

    /// <summary>Names no key.</summary>
    public override string ToString() => Document.Id.ToString();
}
