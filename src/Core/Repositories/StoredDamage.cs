using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories;

/// <summary>A stored object that is damaged or missing.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Key">Its key in the store.</param>
/// <param name="Error">What is wrong; its id is Data.Damaged or Data.Missing.</param>
/// <param name="IsKnown">True when a repair has written down already what was lost with it.</param>
public sealed record StoredDamage(StoredObjectKind Kind, string Key, DataDamagedException Error, bool IsKnown = false);
