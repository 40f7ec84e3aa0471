using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Walks the chunks of content in order, opening lists of chunks on the way.</summary>
internal sealed class ChunkWalker(BlockReader blocks)
{
    /// <summary>The chunks.</summary>
    /// <exception cref="DataDamagedException">The location does not fit the content.</exception>
    public IAsyncEnumerable<ChunkEntry> WalkAsync(ContentReference content, Sha256Hash singleId, CancellationToken cancellationToken)
    {
        List<ChunkEntry> entries = ContentLocation.Read(content.Location.Span, singleId, out int depth);
        CheckSum(entries, content.Length);
        return WalkAsync(entries, depth, cancellationToken);
    }

    /// <summary>The chunks and the lists of chunks on the way to them.</summary>
    /// <exception cref="DataDamagedException">The location does not fit the content, or a list cannot be read.</exception>
    public async IAsyncEnumerable<ChunkEntry> WalkEveryAsync(ContentReference content, Sha256Hash singleId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<ChunkEntry> entries = ContentLocation.Read(content.Location.Span, singleId, out int depth);
        CheckSum(entries, content.Length);
        Stack<(ChunkEntry Entry, int Depth)> open = new(entries.AsEnumerable().Reverse().Select(e => (e, depth)));
        while (open.TryPop(out (ChunkEntry Entry, int Depth) next))
        {
            yield return next.Entry;
            if (next.Depth == 0)
                continue;
            List<ChunkEntry> inner = await OpenListAsync(next.Entry, next.Depth, cancellationToken);
            for (int i = inner.Count - 1; i >= 0; i--)
                open.Push((inner[i], next.Depth - 1));
        }
    }

    private static void CheckSum(List<ChunkEntry> entries, long length)
    {
        long sum = 0;
        foreach (ChunkEntry entry in entries)
        {
            sum += entry.Covered;
            if (sum < 0 || sum > length)
                break;
        }

        if (sum != length)
            throw Damage.Reference("its chunks are not as long as the content");
    }

    private async IAsyncEnumerable<ChunkEntry> WalkAsync(List<ChunkEntry> entries, int depth, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (ChunkEntry entry in entries)
        {
            if (depth == 0)
            {
                yield return entry;
                continue;
            }

            List<ChunkEntry> inner = await OpenListAsync(entry, depth, cancellationToken);
            await foreach (ChunkEntry chunk in WalkAsync(inner, depth - 1, cancellationToken))
                yield return chunk;
        }
    }

    /// <summary>Opens a list of chunks.</summary>
    /// <param name="list">The chunk that holds it.</param>
    /// <param name="depth">The depth at which it stands: at least 1.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<List<ChunkEntry>> OpenListAsync(ChunkEntry list, int depth, CancellationToken cancellationToken)
    {
        (DecodedBlock block, int inBlock) = await blocks.GetAsync(list, cancellationToken);
        try
        {
            List<ChunkEntry> entries = ContentLocation.Read(block.Bytes.Span.Slice(inBlock, list.Place.Length), default, out int found);
            if (found != depth - 1)
                throw Damage.Reference("its lists are nested wrongly");
            CheckSum(entries, list.Covered);
            return entries;
        }
        finally
        {
            block.Release();
        }
    }
}
