namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Leases;

/// <summary>A lease as the store shows it. Times are the store's.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Id">Its id.</param>
/// <param name="Configuration">The configuration of its holder; empty when it has none.</param>
/// <param name="Began">When it was taken.</param>
/// <param name="Renewed">When it was renewed last.</param>
internal sealed record LeaseEntry(LeaseKind Kind, ObjectId Id, Guid Configuration, DateTimeOffset Began, DateTimeOffset Renewed);
