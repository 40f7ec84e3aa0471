using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.Jet;

/// <summary>What a JET repository cannot be.</summary>
internal static class JetRules
{
    /// <summary>Refuses what JET databases do not offer.</summary>
    /// <exception cref="InvalidSettingException">A password was given.</exception>
    /// <exception cref="RepositoryException">Immutability was asked for.</exception>
    public static void Check(StoreSettings store, RepositorySettings settings, RepositoryCredential credential)
    {
        if (store is not JetStoreSettings jet)
            return;
        if (!string.IsNullOrEmpty(credential.Password))
        {
            throw new InvalidSettingException(
                "Repository.JetNotEncrypted",
                "A JET repository is not encrypted: its databases are read and repaired with the system's own tools, as the files of the machine that they are on.",
                "Leave -Password out and encrypt the disk (BitLocker); or use a folder or an S3 bucket, which are encrypted with a password.");
        }

        if (settings.Immutability is not null)
        {
            throw new RepositoryException(
                "Repository.ImmutabilityUnsupported",
                $"The JET databases in '{jet.Path}' cannot keep anything from being deleted: whoever may write the files may remove them.",
                "Use a bucket that was created with Object Lock; or add the repository without immutability.");
        }

        if (jet.FileSize <= 0)
            throw new InvalidSettingException("Repository.JetFileSize", $"A database file of {jet.FileSize} bytes is not possible.", "Leave -FileSize out, or give a size of 64 MB or more.");
    }
}
