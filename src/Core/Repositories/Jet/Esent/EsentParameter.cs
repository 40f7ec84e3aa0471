namespace Veeam365.Backup.Core.Repositories.Jet.Esent;

/// <summary>JET_param...: the parameters that are set.</summary>
internal enum EsentParameter : uint
{
    /// <summary>Where the checkpoint file is.</summary>
    SystemPath = 0,

    /// <summary>Where temporary tables would be.</summary>
    TempPath = 1,

    /// <summary>Where the transaction logs are.</summary>
    LogFilePath = 2,

    /// <summary>Three letters that the names of logs begin with.</summary>
    BaseName = 3,

    /// <summary>The most sessions of an instance.</summary>
    MaxSessions = 5,

    /// <summary>The most pages of the version store, which holds what uncommitted transactions may have to undo.</summary>
    MaxVersionPages = 9,

    /// <summary>The most temporary tables; 0 spares the temporary database.</summary>
    MaxTemporaryTables = 10,

    /// <summary>The size of a log file in KiB.</summary>
    LogFileSize = 11,

    /// <summary>The log buffer in sectors of 512 bytes.</summary>
    LogBuffers = 12,

    /// <summary>1 to delete logs that recovery does not need any more.</summary>
    CircularLog = 17,

    /// <summary>Pages by which a database grows.</summary>
    DatabaseExtension = 18,

    /// <summary>The most pages of the cache that all instances of the process share.</summary>
    CacheSizeMax = 23,

    /// <summary>"On" to write logs and to recover by them.</summary>
    Recovery = 34,

    /// <summary>1 to leave what is no trouble out of Windows' event log.</summary>
    NoInformationEvent = 50,

    /// <summary>The size of a page, of all instances of the process.</summary>
    DatabasePageSize = 64,

    /// <summary>1 to make folders that are missing.</summary>
    CreatePathIfNotExist = 100,

    /// <summary>The most instances of the process.</summary>
    MaxInstances = 104,
}
