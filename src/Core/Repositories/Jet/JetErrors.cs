using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Jet.Esent;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.Jet;

/// <summary>Turns the engine's errors into ours.</summary>
internal static class JetErrors
{
    /// <summary>The error when the engine is not there.</summary>
    public static RepositoryException Unavailable(Exception? inner) => new(
        "Repository.JetUnavailable",
        OperatingSystem.IsWindows() ? "The JET engine (esent.dll) of this Windows cannot be loaded." : "JET repositories need Windows, whose JET engine (esent.dll) this system does not have.",
        "Use a folder (Add-BackupRepository -Path) or an S3 bucket instead; both work on every system. An existing JET repository is opened on Windows.",
        inner);

    /// <summary>True when another process, or another account's rights, keep the file closed to us.</summary>
    public static bool IsInUse(EsentException error) => error.Error
        is EsentError.errFileAccessDenied or EsentError.errDatabaseInUse or EsentError.errDatabaseLocked or EsentError.errDatabaseSharingViolation;

    /// <summary>The typed error of something done to a database.</summary>
    /// <param name="error">What the engine said.</param>
    /// <param name="file">The database.</param>
    /// <param name="action">What was done: "opened", "read", "written"...</param>
    public static BackupException Translate(EsentException error, string file, string action)
    {
        string what = $"The JET database '{file}' could not be {action}: {error.Name} ({(int)error.Error}).";
        if (IsInUse(error))
            return new RepositoryException("Repository.JetInUse", what, "Another process has the repository open, or the account may not open its files. A JET repository is open in one process at a time: wait until the other one has ended.", error);
        return error.Error switch
        {
            EsentError.errDiskFull or EsentError.errLogDiskFull => StoreFault.Full($"the folder of '{file}'", error),
            EsentError.errWriteConflict or EsentError.errSessionWriteConflict => StoreFault.Transient(new RepositoryException("Repository.JetFailed", what, error.Advice, error)),
            _ when IsDamage(error.Error) => new DataDamagedException("Data.JetDamaged", what, error.Advice, error),
            EsentError.errDatabaseDirtyShutdown or EsentError.errMissingLogFile or EsentError.errRequiredLogFilesMissing or EsentError.errLogFileCorrupt or EsentError.errLogCorrupted
                or EsentError.errBadLogSignature or EsentError.errBadCheckpointSignature or EsentError.errConsistentTimeMismatch => new RepositoryException("Repository.JetNotRecovered", what, error.Advice, error),
            _ => new RepositoryException("Repository.JetFailed", what, error.Advice, error),
        };
    }

    /// <summary>True when pages of the file are not what the engine wrote.</summary>
    public static bool IsDamage(EsentError error) => error
        is EsentError.errReadVerifyFailure or EsentError.errDatabaseCorrupted or EsentError.errPageNotInitialized or EsentError.errFileIOBeyondEOF;
}
