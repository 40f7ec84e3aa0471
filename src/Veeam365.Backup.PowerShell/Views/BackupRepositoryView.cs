using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>A repository. Holds no secret.</summary>
public sealed class BackupRepositoryView
{
    private readonly BackupRepository _repository;

    internal BackupRepositoryView(BackupRepository repository) => _repository = repository;

    /// <summary>The name.</summary>
    public string Name => _repository.Name;

    /// <summary>Its id.</summary>
    public Guid Id => _repository.Id;

    /// <summary>"Folder", "S3" or "Jet".</summary>
    public string Type => _repository.Store switch
    {
        S3StoreSettings => "S3",
        JetStoreSettings => "Jet",
        _ => "Folder",
    };

    /// <summary>The path or bucket.</summary>
    public string Location => _repository.Store.Display;

    /// <summary>The service of a bucket; null for Amazon's own.</summary>
    public Uri? ServiceUrl => (_repository.Store as S3StoreSettings)?.ServiceUrl;

    /// <summary>True when the data is encrypted with a password.</summary>
    public bool IsEncrypted => _repository.IsEncrypted;

    /// <summary>What retention looks at.</summary>
    public RetentionKind RetentionType => _repository.Settings.Retention.Kind;

    /// <summary>How long data is kept.</summary>
    public RetentionPolicy Retention => _repository.Settings.Retention;

    /// <summary>For how many days nothing can be deleted; null for not at all.</summary>
    public int? ImmutableDays => _repository.Settings.Immutability?.Days;

    /// <summary>Who may delete earlier; null without immutability.</summary>
    public ImmutabilityMode? ImmutabilityMode => _repository.Settings.Immutability?.Mode;

    /// <summary>Brotli's quality for new data.</summary>
    public int CompressionQuality => _repository.Settings.CompressionQuality;

    /// <summary>True when it was added only to be browsed and exported.</summary>
    public bool IsReadOnly => _repository.IsReadOnly;

    /// <summary>When it was added (UTC).</summary>
    public DateTimeOffset CreatedAt => _repository.CreatedAt;

    /// <summary>When all of it was last found intact (UTC); null for never.</summary>
    public DateTimeOffset? LastVerified => _repository.LastVerified;

    /// <summary>What people read.</summary>
    public override string ToString() => Name;
}
