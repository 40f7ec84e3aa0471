namespace Veeam365.Backup.Core.Model;

/// <summary>A repository as the configuration knows it. Holds no secret.</summary>
public sealed record BackupRepository
{
    /// <summary>Our id; the repository's own <c>repository.json</c> carries the same.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name admins use; unique in the configuration, compared without case.</summary>
    public required string Name { get; init; }

    /// <summary>Where its objects are: a folder or a bucket.</summary>
    public required StoreSettings Store { get; init; }

    /// <summary>True when the data is encrypted with a password.</summary>
    public required bool IsEncrypted { get; init; }

    /// <summary>How it keeps its data; the repository itself holds the same.</summary>
    public RepositorySettings Settings { get; init; } = new();

    /// <summary>True when it was added only to be read: sessions never write to it.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Who works for it.</summary>
    public ProxyAssignment Proxy { get; init; }

    /// <summary>When all of it was last found intact (UTC); null for never.</summary>
    public DateTimeOffset? LastVerified { get; init; }

    /// <summary>When it was added (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
