namespace Veeam365.Backup.Core.Repositories;

/// <summary>What a repair did about a stored object.</summary>
/// <param name="Damage">What was wrong.</param>
/// <param name="IsRecovered">True when nothing that restore points need was lost with it; false when some of it was, and is written down for the next session.</param>
/// <param name="Message">What was done.</param>
public sealed record RepairedObject(StoredDamage Damage, bool IsRecovered, string Message);
