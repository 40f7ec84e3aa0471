namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Tells an answer that broke on its way, and may be asked for again, from everything else.</summary>
internal static class BrokenBody
{
    /// <summary>True when the connection was cut, nothing came in time, or what came does not decompress.</summary>
    /// <param name="e">What was thrown.</param>
    /// <param name="cancellationToken">The caller's: what it cancelled is not broken.</param>
    public static bool Is(Exception e, CancellationToken cancellationToken) =>
        e is HttpRequestException or IOException or InvalidDataException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
