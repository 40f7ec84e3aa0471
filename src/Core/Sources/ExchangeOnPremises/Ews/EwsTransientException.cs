namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>An answer that may be another one the next time.</summary>
/// <param name="message">What happened.</param>
/// <param name="wait">How long the service wants to be left alone; null when it did not say.</param>
/// <param name="isThrottling">True when it asked to wait.</param>
/// <param name="inner">The cause.</param>
internal sealed class EwsTransientException(string message, TimeSpan? wait, bool isThrottling, Exception? inner = null) : Exception(message, inner)
{
    // The mailbox is being moved, the server is failing over, a limit is reached: https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode
    private static readonly string[] Codes =
    [
        "ErrorInternalServerError", "ErrorInternalServerTransientError", "ErrorMailboxStoreUnavailable", "ErrorMailboxMoveInProgress", "ErrorMailboxFailover", "ErrorTimeoutExpired",
        "ErrorBatchProcessingStopped", "ErrorADUnavailable", "ErrorADOperation", "ErrorConnectionFailed", "ErrorTooManyObjectsOpened", "ErrorNotEnoughMemory", "ErrorProxyRequestProcessingFailed",
        "ErrorProxiedSubscriptionCallFailure", "ErrorProxyServiceDiscoveryFailed", "ErrorContentConversionFailedTransient",
    ];

    public TimeSpan? Wait { get; } = wait;

    public bool IsThrottling { get; } = isThrottling;

    public static bool Is(string code) => MeansThrottling(code) || Codes.Contains(code, StringComparer.Ordinal);

    public static bool MeansThrottling(string code) => code == "ErrorServerBusy" || code.StartsWith("ErrorExceeded", StringComparison.Ordinal);
}
