using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Restore;

/// <summary>An item of a restore point as targets take it.</summary>
internal sealed class ItemToWrite(RestorePointExplorer explorer, RestoreItem item) : IItemToWrite
{
    public ItemVersion Version => item.Version;

    public string Marker { get; } = Hash($"{item.Identity.Object.Id}\n{item.Identity.Workload}\n{item.Version.Key}");

    public string StateMarker { get; } = Hash($"{item.Version.VersionTag}\n{item.Version.Content?.Hash}");

    public Task<Stream> OpenContentAsync(CancellationToken cancellationToken) => explorer.OpenContentAsync(item, cancellationToken);

    public async Task<JsonDocument?> ReadPropertiesAsync(CancellationToken cancellationToken)
    {
        await using Stream? properties = await explorer.OpenPropertiesAsync(item, cancellationToken).ConfigureAwait(false);
        return properties is null ? null : await JsonDocument.ParseAsync(properties, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    public async Task<IEmbeddedContent> OpenEmbeddedAsync(CancellationToken cancellationToken)
    {
        await using Stream content = await OpenContentAsync(cancellationToken).ConfigureAwait(false);
        string folder = Path.GetTempPath();
        return new EmbeddedItem(await EmbeddedContents.ReadAsync(content, () => Path.Combine(folder, $"veeam365-{Guid.NewGuid():N}.part"), cancellationToken).ConfigureAwait(false));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    private sealed class EmbeddedItem(EmbeddedContents contents) : IEmbeddedContent
    {
        public JsonElement Root => contents.Json.RootElement;

        public Stream? Open(JsonElement owner) => contents.Open(owner);

        public ValueTask DisposeAsync() => contents.DisposeAsync();
    }
}
