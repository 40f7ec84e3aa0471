using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Operations;

/// <summary>A repository to be added.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Store">Where it is.</param>
/// <param name="StoreSecret">The S3 secret key; null for a folder.</param>
/// <param name="Password">Encrypts the data, or opens an imported repository; null for a plain one.</param>
public sealed record NewRepository(string Name, StoreSettings Store, string? StoreSecret, string? Password)
{
    /// <summary>How it keeps its data; null for the defaults, or for what an imported one has.</summary>
    public RepositorySettings? Settings { get; init; }

    /// <summary>Whether it may be created, imported, or both.</summary>
    public RepositoryIntent Intent { get; init; }

    /// <summary>True to take an imported one away from the configuration it belongs to.</summary>
    public bool TakeOver { get; init; }

    /// <summary>True to import one only to read it, whosever it is.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Who works for it.</summary>
    public ProxyAssignment Proxy { get; init; }

    /// <summary>Names no secret.</summary>
    public override string ToString() => $"{Name} at {Store.Display}";
}
