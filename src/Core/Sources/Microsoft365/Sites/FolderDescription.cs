namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What a folder that stands for a collection or subsite says of it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Name">Its name.</param>
/// <param name="Json">The properties that the listing told.</param>
internal sealed record FolderDescription(string Key, string Name, byte[] Json)
{
    public DateTimeOffset? Created { get; init; }

    public string? Author { get; init; }

    /// <summary>A list whose columns and content types belong to the properties; they are asked for when its eTag changed.</summary>
    public ListRecord? Definition { get; init; }
}
