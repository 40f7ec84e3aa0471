namespace Veeam365.Backup.Core.Model;

/// <summary>A folder of JET databases (ESE, Windows): one file per year of item modification and size.</summary>
/// <param name="Path">The full path, on a disk of the machine.</param>
public sealed record JetStoreSettings(string Path) : StoreSettings
{
    /// <summary>59 TiB: the engine's own limit is 64.</summary>
    public const long DefaultFileSize = 59L << 40;

    /// <summary>The size in bytes at which a year's next file is begun.</summary>
    public long FileSize { get; init; } = DefaultFileSize;

    /// <inheritdoc/>
    public override string Display => Path;
}
