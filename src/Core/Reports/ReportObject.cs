using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Reports;

/// <summary>A protected user, group, site or team, all its workloads and jobs together.</summary>
/// <param name="Organization">Its organization.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The name people see.</param>
/// <param name="Address">Its address.</param>
/// <param name="Items">Items held.</param>
/// <param name="Bytes">Bytes held, before compression.</param>
/// <param name="Workloads">Bytes by workload.</param>
/// <param name="Growth">Bytes more than at the beginning of the report's days.</param>
/// <param name="Gaps">How many of its things are missing.</param>
/// <param name="HeldAt">The oldest of the newest restore points that hold it (UTC).</param>
public sealed record ReportObject(
    string Organization, ObjectKind Kind, string Name, string? Address, long Items, long Bytes, IReadOnlyDictionary<Workload, long> Workloads, long Growth, int Gaps, DateTimeOffset HeldAt);
