using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Compares the folders that stand for collections and subsites with what is held, and makes those anew that changed.</summary>
/// <param name="context">The site.</param>
/// <param name="siteId">The site or subsite they lie in.</param>
/// <param name="webKey">Its key; null for the site itself.</param>
internal sealed class FolderWriting(SiteContext context, string siteId, string? webKey)
{
    public async Task<SiteCollection> DescribeAsync(
        FolderDescription description, Func<CollectionHistory, ChangeWriter, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        ItemVersion? held = await context.History.FindItemAsync(description.Key, cancellationToken).ConfigureAwait(false);
        return new SiteCollection(description.Key, description.Name, read)
        {
            Folder = await CompareAsync(description, held, cancellationToken).ConfigureAwait(false),
            IsNew = held is null,
        };
    }

    /// <summary>The folder as it is now; null when it is held like that.</summary>
    public async Task<SourceChange.Upsert?> CompareAsync(FolderDescription description, ItemVersion? held, CancellationToken cancellationToken)
    {
        var version = new ItemVersion
        {
            Key = description.Key,
            Kind = ItemKind.Folder,
            ParentKey = webKey,
            Name = description.Name,
            CreatedAt = description.Created,
            VersionTag = VersionTag.Of(description.Definition?.ETag ?? "", description.Json).ToString(),
            From = description.Author,
        };
        if (held?.Properties is not null && held.VersionTag == version.VersionTag && held.Name == version.Name && held.ParentKey == webKey)
            return null;
        byte[] properties = description.Definition is { } list
            ? await new ListDefinition(context, siteId).ReadAsync(list, description.Json, cancellationToken).ConfigureAwait(false)
            : description.Json;
        return new SourceChange.Upsert(version, properties, null);
    }
}
