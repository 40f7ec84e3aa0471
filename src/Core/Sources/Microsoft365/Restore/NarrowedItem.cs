using System.Text.Json;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>An item of a site as the part that it lies in knows it.</summary>
internal sealed class NarrowedItem(IItemToWrite item, CollectionKeys keys) : IItemToWrite
{
    public ItemVersion Version { get; } = keys.Narrow(item.Version);

    public string Marker => item.Marker;

    public string StateMarker => item.StateMarker;

    public Task<Stream> OpenContentAsync(CancellationToken cancellationToken) => item.OpenContentAsync(cancellationToken);

    public Task<JsonDocument?> ReadPropertiesAsync(CancellationToken cancellationToken) => item.ReadPropertiesAsync(cancellationToken);

    public Task<IEmbeddedContent> OpenEmbeddedAsync(CancellationToken cancellationToken) => item.OpenEmbeddedAsync(cancellationToken);
}
