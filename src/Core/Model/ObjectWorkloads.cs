namespace Veeam365.Backup.Core.Model;

/// <summary>Which workloads objects of each kind have, and which of them a scope takes along.</summary>
public static class ObjectWorkloads
{
    private static readonly Workload[] OfGroups = [Workload.GroupMailbox];
    private static readonly Workload[] OfTeams = [Workload.Team];

    /// <summary>The kinds that a whole organization consists of, in the order they are looked up.</summary>
    public static IReadOnlyList<ObjectKind> Kinds { get; } = [ObjectKind.User, ObjectKind.Group, ObjectKind.Team, ObjectKind.Site];

    /// <summary>Everything of the whole organization: what a scope takes when nothing else is said.</summary>
    public static IReadOnlyList<Workload> All { get; } = [.. Kinds.SelectMany(Of)];

    /// <summary>What an object of this kind has itself.</summary>
    public static IReadOnlyList<Workload> Of(ObjectKind kind) => kind switch
    {
        ObjectKind.User => UserWorkloads.All,
        ObjectKind.Group => OfGroups,
        ObjectKind.Team => OfTeams,
        _ => [Workload.Site],
    };

    /// <summary>What naming an object of this kind in a scope can bring in: with a group its members and its site, with a team the site that holds its files.</summary>
    public static IReadOnlyList<Workload> NamedBy(ObjectKind kind) => kind switch
    {
        ObjectKind.Group => [.. UserWorkloads.All, .. OfGroups, Workload.Site],
        ObjectKind.Team => [.. OfTeams, Workload.Site],
        _ => Of(kind),
    };

    /// <summary>What a scope processes, whatever it is of.</summary>
    public static IReadOnlyList<Workload> Of(BackupScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return [.. scope.Include.SelectMany(scope.WorkloadsOf).Concat(scope.WholeOrganization ? scope.Workloads : []).Distinct()];
    }
}
