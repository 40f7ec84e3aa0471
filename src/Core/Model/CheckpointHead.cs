namespace Veeam365.Backup.Core.Model;

/// <summary>A head that is written and durable and that no restore point names yet.</summary>
/// <param name="Head">It.</param>
/// <param name="IsComplete">True when it holds the object's whole tree; false for one that was written on the way.</param>
public sealed record CheckpointHead(HeadRecord Head, bool IsComplete);
