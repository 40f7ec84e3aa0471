namespace Veeam365.Backup.Core.Model;

/// <summary>What a session found out when it resolved its objects; whoever goes on with the session needs it.</summary>
/// <param name="Kind">Full or incremental.</param>
/// <param name="HasUnresolved">True when something the scope names was not found.</param>
public sealed record SessionPlan(SessionKind Kind, bool HasUnresolved);
