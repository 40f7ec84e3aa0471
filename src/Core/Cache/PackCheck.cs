namespace Veeam365.Backup.Core.Cache;

/// <summary>What is known of a pack from data validation.</summary>
/// <param name="Pack">The pack's id, 32 hexadecimal digits.</param>
/// <param name="IntactAt">When all of it was last found intact (UTC); null for never.</param>
/// <param name="IsDamaged">True when it was damaged the last time it was read.</param>
public sealed record PackCheck(string Pack, DateTimeOffset? IntactAt, bool IsDamaged);
