using System.Security.Cryptography;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Cuts large content into chunks as it is read, and stores those that are not known yet. Memory does not depend on the content's size. Safe for concurrent use.</summary>
internal sealed class LargeContentWriter(GearTable gear, ChunkWriter chunks, CutBuffers buffers)
{
    /// <summary>Stores content to its end.</summary>
    /// <param name="begin">What was read of it already.</param>
    /// <param name="rest">The rest.</param>
    /// <param name="isMime">True for messages, which are cut where attachments begin and end too.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<StoredContent> WriteAsync(ReadOnlyMemory<byte> begin, Stream rest, bool isMime, CancellationToken cancellationToken)
    {
        await buffers.EnterAsync(cancellationToken);
        byte[] buffer = buffers.Take();
        byte[]? decoded = isMime ? buffers.Take() : null;
        try
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            ChunkListBuilder list = new(chunks.StoreListAsync);
            ContentWindow window = new(buffer, begin, rest, hash);
            CutContent cut = new(gear, chunks, list);
            if (decoded is null)
                await cut.CutAllAsync(window, cancellationToken);
            else
                await new MimeCutter(gear, cut, window, decoded).CutAsync(cancellationToken);
            ContentReference reference = new(window.Total, window.FinishHash(), await list.FinishAsync(cancellationToken));
            return new StoredContent(reference, list.Packs);
        }
        finally
        {
            buffers.Return(buffer);
            if (decoded is not null)
                buffers.Return(decoded);
            buffers.Leave();
        }
    }
}
