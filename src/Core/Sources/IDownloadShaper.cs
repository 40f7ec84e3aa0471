namespace Veeam365.Backup.Core.Sources;

/// <summary>Shapes what is downloaded to an average rate. Safe for concurrent use.</summary>
public interface IDownloadShaper
{
    /// <summary>Bytes have come; ends when the next ones may be read.</summary>
    ValueTask ReceivedAsync(int bytes, CancellationToken cancellationToken);
}
