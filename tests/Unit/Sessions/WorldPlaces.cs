using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Tests.Sessions;

/// <summary>Where a <see cref="BackupWorld"/> keeps its things; null for a folder of its own.</summary>
internal sealed record WorldPlaces
{
    /// <summary>A PostgreSQL connection string.</summary>
    public string? Configuration { get; init; }

    public StoreSettings? Store { get; init; }

    public string? StoreSecret { get; init; }

    /// <summary>How the repository keeps its data.</summary>
    public RepositorySettings? Settings { get; init; }

    /// <summary>Opens repositories; null for the real stores and clock.</summary>
    public IRepositoryFactory? Repositories { get; init; }
}
