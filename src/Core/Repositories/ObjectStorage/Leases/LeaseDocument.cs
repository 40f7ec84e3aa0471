namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Leases;

/// <summary>Who holds a lease, for people; nothing is decided by it.</summary>
internal sealed record LeaseDocument
{
    /// <summary>The machine.</summary>
    public required string Machine { get; init; }

    /// <summary>The process.</summary>
    public required int Process { get; init; }

    /// <summary>What it does: a session, retention, repair.</summary>
    public required string Purpose { get; init; }

    /// <summary>When it began, by the holder's clock.</summary>
    public required DateTimeOffset Since { get; init; }
}
