namespace Veeam365.Backup.Core.Model;

/// <summary>One object named in a scope.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its id, address or display name, or a wildcard pattern (* and ?) over address and display name.</param>
/// <param name="Workloads">The workloads processed; empty for the scope's own list.</param>
public sealed record ScopeItem(ObjectKind Kind, string Name, IReadOnlyList<Workload> Workloads);
