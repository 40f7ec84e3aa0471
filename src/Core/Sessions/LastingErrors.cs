using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>What is wrong until somebody does something about it.</summary>
internal static class LastingErrors
{
    private static readonly string[] Ids =
    [
        "Repository.OwnedByOther", "Repository.ReadOnly", "Repository.WrongPassword", "Repository.PasswordMissing", "Repository.SecretMissing", "Repository.FormatVersion", "Repository.Missing",
        "Configuration.WrongKey", "Configuration.Damaged",
    ];

    public static bool Is(BackupException error) => Array.Exists(Ids, id => id == error.ErrorId);
}
