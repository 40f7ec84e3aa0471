using System.Buffers;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Reads content, hashes it and looks it up: small content stays in a pooled buffer, large content is stored on the way. Safe for concurrent use.</summary>
internal sealed class ContentDrafter(RepositoryKeys keys, DedupTable dedup, LargeContentWriter large)
{
    /// <summary>Reads content from a stream to its end.</summary>
    public async ValueTask<ContentDraft> ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(FormatParameters.GatherSize);
        bool keeps = false;
        try
        {
            int length = await content.ReadAtLeastAsync(buffer.AsMemory(0, FormatParameters.GatherSize), FormatParameters.GatherSize, throwOnEndOfStream: false, cancellationToken);
            if (length == FormatParameters.GatherSize)
                return ContentDraft.Located(await large.WriteAsync(buffer.AsMemory(0, length), content, cancellationToken));
            ContentDraft draft = await SmallAsync(buffer.AsMemory(0, length), buffer, cancellationToken);
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
            return await SmallAsync(content, rented: null, cancellationToken);
        using MemoryStream stream = new(content.ToArray(), writable: false);
        return ContentDraft.Located(await large.WriteAsync(ReadOnlyMemory<byte>.Empty, stream, cancellationToken));
    }

    private async ValueTask<ContentDraft> SmallAsync(ReadOnlyMemory<byte> content, byte[]? rented, CancellationToken cancellationToken)
    {
        if (content.IsEmpty)
            return ContentDraft.Empty();
        Sha256Hash hash = Sha256Hash.Of(content.Span);
        Sha256Hash id = keys.ChunkId(hash);
        if (content.Length >= FormatParameters.DedupMinimum && await dedup.FindAsync(id, content.Length, cancellationToken) is { } known)
            return ContentDraft.Located(content.Length, hash, known);
        return ContentDraft.ForBlock(content, hash, id, rented);
    }
}
