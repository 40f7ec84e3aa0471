using System.Text.Json;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Records of what repairs could not bring back. Read once; there are none in almost every repository.</summary>
internal sealed class LossStore(IObjectStore store, RepositoryKeys keys)
{
    // Bounds a record; each names at most this many items.
    private const int ItemsInRecord = 100_000;
    private RepositoryLosses? _known;

    /// <summary>All of them together, but for damaged ones: without them the repository reads as if they had not been written, and a validation tells of them.</summary>
    public async Task<RepositoryLosses> ReadAsync(CancellationToken cancellationToken) =>
        _known ??= await ReadAllAsync(static (_, _) => { }, cancellationToken);

    /// <summary>Those that can be read; damaged ones are reported.</summary>
    public Task<RepositoryLosses> ReadAsync(Action<string, DataDamagedException> damaged, CancellationToken cancellationToken) => ReadAllAsync(damaged, cancellationToken);

    /// <summary>Writes records.</summary>
    public async Task WriteAsync(RepositoryLosses losses, VerifiedStore verified, CancellationToken cancellationToken)
    {
        if (losses.IsEmpty)
            return;
        IEnumerable<LostItem[]> pieces = losses.Items.Count == 0 ? [[]] : losses.Items.Chunk(ItemsInRecord);
        RepositoryLosses rest = losses;
        foreach (LostItem[] items in pieces)
        {
            await WriteOneAsync(rest with { Items = items }, verified, cancellationToken);
            rest = RepositoryLosses.None;
        }

        _known = null;
    }

    private async Task WriteOneAsync(RepositoryLosses losses, VerifiedStore verified, CancellationToken cancellationToken)
    {
        ObjectId id = ObjectId.Create();
        using SealedObjectWriter writer = new(keys, SealedKind.Loss, id, RepositoryLayout.Loss(id));
        writer.AddAll(JsonSerializer.SerializeToUtf8Bytes(new LossDocument(DateTimeOffset.UtcNow, losses), FormatJson.Default.LossDocument));
        await verified.PutAsync(PutRequest.Of(writer.Key, writer.Finish()), cancellationToken);
    }

    private async Task<RepositoryLosses> ReadAllAsync(Action<string, DataDamagedException> damaged, CancellationToken cancellationToken)
    {
        RepositoryLosses all = RepositoryLosses.None;
        await foreach (StoredObject found in store.ListAsync(RepositoryLayout.Losses, null, cancellationToken))
        {
            try
            {
                all = all.And(await ReadOneAsync(found.Key, cancellationToken));
            }
            catch (DataDamagedException e)
            {
                damaged(found.Key, e);
            }
        }

        return all;
    }

    private async Task<RepositoryLosses> ReadOneAsync(string key, CancellationToken cancellationToken)
    {
        byte[] stored = await store.ReadWholeAsync(key, FormatParameters.ObjectMaximum, cancellationToken);
        using PooledBuffer json = new SealedObjectReader(keys, SealedKind.Loss, key, stored).ReadAll();
        return FormatJson.Read(json.Span, FormatJson.Default.LossDocument, key).Losses;
    }
}
