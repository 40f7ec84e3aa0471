using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.Jet;

/// <summary>How databases are opened and how large they become.</summary>
internal sealed record JetOptions
{
    /// <summary>The bytes in use at which a year's next file is begun.</summary>
    public long FileSize { get; init; } = JetStoreSettings.DefaultFileSize;

    /// <summary>How long to wait for another process that has a file open.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The pause between two tries.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The size of a log file in KiB. Logs are circular: what recovery does not need is deleted.</summary>
    public uint LogFileKilobytes { get; init; } = 8192;

    /// <summary>The most sessions of a database at once.</summary>
    public uint Sessions { get; init; } = 256;
}
