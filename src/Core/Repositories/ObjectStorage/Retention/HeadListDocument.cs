namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;

/// <summary>All heads of a restore point, as restore points list them.</summary>
/// <param name="Heads">The heads.</param>
internal sealed record HeadListDocument(IReadOnlyList<PointHead> Heads);
