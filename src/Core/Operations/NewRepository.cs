using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Operations;

/// <summary>A repository to be added.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Store">Where it is.</param>
/// <param name="StoreSecret">The S3 secret key; null for a folder.</param>
/// <param name="Password">Encrypts the data; null for a plain repository.</param>
public sealed record NewRepository(string Name, StoreSettings Store, string? StoreSecret, string? Password)
{
    /// <summary>How it keeps its data.</summary>
    public RepositorySettings Settings { get; init; } = new();

    /// <summary>Names no secret.</summary>
    public override string ToString() => $"{Name} at {Store.Display}";
}
