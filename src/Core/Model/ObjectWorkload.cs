namespace Veeam365.Backup.Core.Model;

/// <summary>One workload of one protected object, whatever job it is in.</summary>
/// <param name="Kind">The object's kind.</param>
/// <param name="Id">The object's id in the directory.</param>
/// <param name="Workload">The workload.</param>
public sealed record ObjectWorkload(ObjectKind Kind, string Id, Workload Workload)
{
    /// <summary>Of an identity.</summary>
    public static ObjectWorkload Of(ObjectIdentity identity) => new(identity.Object.Kind, identity.Object.Id, identity.Workload);
}
