namespace Veeam365.Backup.Core.Model;

/// <summary>Which workloads the kinds of protected objects have.</summary>
public static class ObjectWorkloads
{
    /// <summary>The kinds that a whole organization consists of, in the order they are looked up.</summary>
    public static IReadOnlyList<ObjectKind> Kinds { get; } = [ObjectKind.User, ObjectKind.Site];

    /// <summary>All workloads that can be backed up: what a whole organization takes when nothing else is said.</summary>
    public static IReadOnlyList<Workload> All { get; } = [.. Kinds.SelectMany(Of)];

    /// <summary>The workloads of objects of this kind.</summary>
    public static IReadOnlyList<Workload> Of(ObjectKind kind) => kind switch
    {
        ObjectKind.User => UserWorkloads.All,
        ObjectKind.Site => [Workload.Site],
        _ => [],
    };
}
