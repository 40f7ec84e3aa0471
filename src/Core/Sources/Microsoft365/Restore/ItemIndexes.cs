using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Indexes of the folders that are written to, made when they are needed first.</summary>
internal sealed class ItemIndexes(GraphWriter writer) : IDisposable
{
    private readonly SemaphoreSlim _loading = new(1, 1);
    private readonly Dictionary<string, ItemIndex> _known = new(StringComparer.Ordinal);

    /// <param name="listing">Lists the folder with marks.</param>
    /// <param name="identityOf">What people tell its items apart by; null for nothing.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<ItemIndex> OfAsync(string listing, Func<JsonElement, string?> identityOf, CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_known.TryGetValue(listing, out ItemIndex? known))
                return known;
            var index = new ItemIndex();
            await foreach (JsonElement item in writer.ListAsync(listing, cancellationToken).ConfigureAwait(false))
                index.Add(item, identityOf(item));
            return _known[listing] = index;
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose() => _loading.Dispose();
}
