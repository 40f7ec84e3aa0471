namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The service asked us to wait; the governor already holds the scope back.</summary>
internal sealed class GraphThrottledException(int status) : Exception($"HTTP {status}: throttled");
