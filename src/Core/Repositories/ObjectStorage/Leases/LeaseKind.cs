namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Leases;

/// <summary>What a lease is for.</summary>
internal enum LeaseKind
{
    /// <summary>A session that adds data. Any number of them may be there, beside a maintenance, too.</summary>
    Writer,

    /// <summary>Retention or repair. Only one at a time.</summary>
    Maintenance,
}
