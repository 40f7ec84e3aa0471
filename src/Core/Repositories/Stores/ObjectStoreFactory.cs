using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Jet;

namespace Veeam365.Backup.Core.Repositories.Stores;

/// <summary>Opens folders and buckets, with their retries around them.</summary>
internal sealed class ObjectStoreFactory : IObjectStoreFactory
{
    /// <inheritdoc/>
    public IObjectStore Open(StoreSettings settings, string? secret, StoreCapabilities? capabilities) => settings switch
    {
        FolderStoreSettings folder => new FolderStore(folder.Path),
        JetStoreSettings jet => new JetStore(jet, JetFolders.OfProcess),
        S3StoreSettings s3 => new RetryingStore(new S3Store(s3, RequireSecret(s3, secret), capabilities), RetryOptions.Default),
        _ => throw new InvalidSettingException("Repository.UnknownStore", $"'{settings.Display}' is no kind of store that can be used.", "Give a folder or an S3 bucket."),
    };

    private static string RequireSecret(S3StoreSettings settings, string? secret) => string.IsNullOrEmpty(secret)
        ? throw new RepositoryException("Repository.SecretMissing", $"No secret key was given for {settings.Display}.", "Give the secret key that belongs to the access key.")
        : secret;
}
