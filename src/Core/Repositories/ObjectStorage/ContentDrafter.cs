using System.Buffers;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Reads content, hashes it and looks it up: small content stays in a pooled buffer, large content is stored on the way. Safe for concurrent use.</summary>
internal sealed class ContentDrafter(RepositoryKeys keys, DedupTable dedup, LargeContentWriter large, MimeDrafter mime)
{
    /// <summary>Reads content from a stream to its end.</summary>
    /// <param name="content">The stream.</param>
    /// <param name="isMime">True for messages.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async ValueTask<ContentDraft> ReadAsync(Stream content, bool isMime, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(FormatParameters.GatherSize);
        bool keeps = false;
        try
        {
            int length = await content.ReadAtLeastAsync(buffer.AsMemory(0, FormatParameters.GatherSize), FormatParameters.GatherSize, throwOnEndOfStream: false, cancellationToken);
            if (length == FormatParameters.GatherSize)
                return ContentDraft.Located(await large.WriteAsync(buffer.AsMemory(0, length), content, isMime, cancellationToken));
            ContentDraft draft = await SmallAsync(buffer.AsMemory(0, length), buffer, isMime, cancellationToken);
            keeps = draft.Location is null;
            return draft;
        }
        finally
        {
            if (!keeps)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Takes content that is in memory.</summary>
    public async ValueTask<ContentDraft> TakeAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (content.Length < FormatParameters.GatherSize)
            return await SmallAsync(content, rented: null, isMime: false, cancellationToken);
        using MemoryStream stream = new(content.ToArray(), writable: false);
        return ContentDraft.Located(await large.WriteAsync(ReadOnlyMemory<byte>.Empty, stream, isMime: false, cancellationToken));
    }

    private async ValueTask<ContentDraft> SmallAsync(ReadOnlyMemory<byte> content, byte[]? rented, bool isMime, CancellationToken cancellationToken)
    {
        if (content.IsEmpty)
            return ContentDraft.Empty();
        Sha256Hash hash = Sha256Hash.Of(content.Span);
        if (isMime && content.Length >= FormatParameters.DedupMinimum && await mime.TryTakeAsync(content, cancellationToken) is var (pieces, packs))
            return ContentDraft.InPieces(content.Length, hash, pieces, packs, rented);
        Sha256Hash id = keys.ChunkId(hash);
        if (content.Length >= FormatParameters.DedupMinimum && await dedup.FindAsync(id, content.Length, cancellationToken) is { } known)
            return ContentDraft.Located(content.Length, hash, known);
        return ContentDraft.ForBlock(content, hash, id, rented);
    }
}
