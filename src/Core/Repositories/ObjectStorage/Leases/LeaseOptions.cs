namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Leases;

/// <summary>The times of leases.</summary>
internal sealed record LeaseOptions
{
    /// <summary>A holder that could not renew its lease for this long counts it as lost.</summary>
    public TimeSpan Term { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often a lease is renewed.</summary>
    public TimeSpan Renewal { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Others count it as dead only after this long by the store's clock: well after its holder has given it up by its own.</summary>
    public TimeSpan Death => Term * 2;

    /// <summary>How far the store's clock may have been set back: where the times of two objects decide, they count as equal within this.</summary>
    public TimeSpan Margin { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The local clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
