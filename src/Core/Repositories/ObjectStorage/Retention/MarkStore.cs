using System.Text.Json;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;

/// <summary>Marks in the store.</summary>
internal sealed class MarkStore(IObjectStore store, RepositoryKeys keys)
{
    /// <summary>All marks.</summary>
    public const string Folder = "removals/marks/";

    /// <summary>The marks that are there, oldest first.</summary>
    /// <exception cref="DataDamagedException">One is damaged.</exception>
    public async Task<IReadOnlyList<StoredMark>> ListAsync(CancellationToken cancellationToken)
    {
        List<StoredMark> marks = [];
        await foreach (StoredObject found in store.ListAsync(Folder, null, cancellationToken))
        {
            if (await ReadAsync(found, cancellationToken) is { } mark)
                marks.Add(mark);
        }

        return [.. marks.OrderBy(static m => m.MarkedAt)];
    }

    /// <summary>Writes a mark; it counts from then on.</summary>
    public async Task WriteAsync(MarkDocument mark, CancellationToken cancellationToken)
    {
        ObjectId id = ObjectId.Create();
        using SealedObjectWriter writer = new(keys, SealedKind.Mark, id, Folder + id);
        writer.AddAll(JsonSerializer.SerializeToUtf8Bytes(mark, FormatJson.Default.MarkDocument));
        await new VerifiedStore(store).PutAsync(PutRequest.Of(writer.Key, writer.Finish().ToArray()), cancellationToken);
    }

    private async Task<StoredMark?> ReadAsync(StoredObject found, CancellationToken cancellationToken)
    {
        try
        {
            byte[] stored = await store.ReadWholeAsync(found.Key, FormatParameters.ObjectMaximum, cancellationToken);
            using PooledBuffer json = new SealedObjectReader(keys, SealedKind.Mark, found.Key, stored).ReadAll();
            return new StoredMark(found.Key, found.ModifiedAt, FormatJson.Read(json.Span, FormatJson.Default.MarkDocument, found.Key));
        }
        catch (StoreObjectMissingException)
        {
            // Carried out since it was listed.
            return null;
        }
    }
}
