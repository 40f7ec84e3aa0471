using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.Stores;

/// <summary>Opens folders and buckets, with their retries around them.</summary>
internal sealed class ObjectStoreFactory : IObjectStoreFactory
{
    /// <inheritdoc/>
    public IObjectStore Open(StoreSettings settings, string? secret, StoreCapabilities? capabilities) => settings switch
    {
        FolderStoreSettings folder => new FolderStore(folder.Path),
        _ => throw new InvalidSettingException("Repository.UnknownStore", $"'{settings.Display}' is no kind of store that can be used.", "Give a folder or an S3 bucket."),
    };
}
