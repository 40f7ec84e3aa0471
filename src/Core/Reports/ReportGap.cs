using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Reports;

/// <summary>Something that a newest restore point does not hold.</summary>
/// <param name="Job">The job.</param>
/// <param name="Object">Whose it is.</param>
/// <param name="Workload">Of which workload.</param>
/// <param name="Name">What an admin can find it by.</param>
/// <param name="Reason">Why.</param>
/// <param name="Since">When a session first missed it (UTC).</param>
/// <param name="Message">More words.</param>
public sealed record ReportGap(string Job, string Object, Workload Workload, string Name, GapReason Reason, DateTimeOffset? Since, string Message);
