namespace Veeam365.Backup.Core.Model;

/// <summary>For how long what a restore point needs cannot be deleted or changed by anybody. Only ever lengthened.</summary>
/// <param name="Mode">Who may lift it.</param>
/// <param name="Days">Days from a restore point's creation, from 1.</param>
public sealed record ImmutabilityPolicy(ImmutabilityMode Mode, int Days);
