namespace Veeam365.QuickStart;

/// <summary>A session.</summary>
internal sealed record SessionReport(string Kind, string Status, long Items, long Bytes, double Seconds);
