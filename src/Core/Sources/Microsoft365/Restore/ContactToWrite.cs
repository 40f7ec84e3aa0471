using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A contact to be written.</summary>
/// <param name="Item">The item.</param>
/// <param name="Json">What the source told of it.</param>
/// <param name="Photo">Its photo; null for none.</param>
/// <param name="Content">Opens the photo.</param>
internal sealed record ContactToWrite(IItemToWrite Item, JsonElement Json, JsonElement? Photo, IEmbeddedContent Content)
{
    public string Key => Item.Version.Key;

    public string ChangeKey => VersionTag.Parse(Item.Version.VersionTag).Content;

    public RestoreMarker Marker { get; } = RestoreMarker.For(Item);

    public long Length => Item.Version.Content?.Length ?? 0;
}
