namespace Veeam365.Backup.Core.Reports;

/// <summary>A repository in a report.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Place">The folder or bucket.</param>
/// <param name="IsEncrypted">True with a password.</param>
/// <param name="Retention">How long data is kept, in words.</param>
/// <param name="Immutability">How long nobody can delete it, in words; null for not at all.</param>
/// <param name="LastVerified">When all of it was last found intact (UTC).</param>
public sealed record ReportRepository(string Name, string Place, bool IsEncrypted, string Retention, string? Immutability, DateTimeOffset? LastVerified);
