namespace Veeam365.Backup.Core.Repositories.Jet.Esent;

/// <summary>What to do about errors of the engine.</summary>
internal static class EsentAdvice
{
    /// <summary>One or two sentences.</summary>
    public static string For(EsentError error) => error switch
    {
        EsentError.errDiskFull or EsentError.errLogDiskFull => "Free space on the disk, then run the job again.",
        EsentError.errOutOfDatabaseSpace => "The file has reached its size; the next one is begun by itself.",
        EsentError.errFileAccessDenied or EsentError.errDatabaseInUse or EsentError.errDatabaseLocked or EsentError.errDatabaseSharingViolation =>
            "Another process has the database open, or the account may not open it: a JET database is open in one process at a time.",
        EsentError.errReadVerifyFailure or EsentError.errDatabaseCorrupted or EsentError.errPageNotInitialized or EsentError.errFileIOBeyondEOF =>
            "The file is damaged. Check the disk; bring the file back from a copy, or run Test-BackupRepository -Data and see what is lost.",
        EsentError.errDatabaseDirtyShutdown or EsentError.errMissingLogFile or EsentError.errRequiredLogFilesMissing or EsentError.errLogFileCorrupt or EsentError.errLogCorrupted
            or EsentError.errBadLogSignature or EsentError.errBadCheckpointSignature or EsentError.errConsistentTimeMismatch =>
            "The database was not closed and its logs do not lead further. Bring the folder back from a copy with its logs; without one, esentutl /p repairs what can be, and Test-BackupRepository -Data names what is lost.",
        EsentError.errDiskIO or EsentError.errLogWriteFail => "Check the disk and its connection, then run the job again.",
        EsentError.errInvalidPath or EsentError.errDatabaseInvalidPath or EsentError.errDatabaseNotFound or EsentError.errFileNotFound or EsentError.errDatabaseInvalidName => "Check the folder: it must be on a local disk, and the file must be where it was.",
        EsentError.errPageSizeMismatch or EsentError.errInvalidDatabaseVersion or EsentError.errDatabaseAlreadyUpgraded => "The file was made by something else, or by another version of Windows.",
        EsentError.errOutOfSessions or EsentError.errOutOfMemory or EsentError.errOutOfBuffers or EsentError.errVersionStoreOutOfMemory or EsentError.errTooManyInstances => "Close other repositories in this process, or start a new one.",
        EsentError.errWriteConflict or EsentError.errSessionWriteConflict => "Somebody else changes the same record; it is tried again.",
        _ => "See the Windows event log, and the error's description at learn.microsoft.com (Extensible Storage Engine errors).",
    };
}
