using System.Buffers;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>
/// Takes a message that is in memory apart at the bodies of its attachments, so that an attachment sent to many is stored once. Base64 is stored as what it stands for. Safe for concurrent use.
/// </summary>
internal sealed class MimeDrafter(RepositoryKeys keys, DedupTable dedup, ChunkWriter chunks)
{
    /// <summary>Stores the attachments; what lies around them stays for the item's block.</summary>
    /// <returns>The pieces in order; null when there is no attachment worth it.</returns>
    public async ValueTask<(IReadOnlyList<DraftPiece> Pieces, IReadOnlyCollection<OpenPack> Packs)?> TryTakeAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        MimeScanner scanner = new();
        List<DraftPiece>? pieces = null;
        List<OpenPack> packs = [];
        int position = 0;
        int textStart = 0;
        while (scanner.TryFindBody(message.Span, ref position))
        {
            int start = position;
            if (await StoreBodyAsync(scanner, message[start..], cancellationToken) is not var (body, pack, length))
                continue;
            pieces ??= [];
            await AddTextAsync(pieces, packs, message[textStart..start], cancellationToken);
            pieces.Add(new DraftPiece(body, default, default));
            if (pack is not null)
                packs.Add(pack);
            position = textStart = start + length;
        }

        if (pieces is null)
            return null;
        await AddTextAsync(pieces, packs, message[textStart..], cancellationToken);
        return (pieces, packs);
    }

    private async ValueTask<(ChunkEntry Entry, OpenPack? Pack, int Length)?> StoreBodyAsync(MimeScanner scanner, ReadOnlyMemory<byte> rest, CancellationToken cancellationToken)
    {
        if (rest.Length < FormatParameters.DedupMinimum)
            return null;
        byte[] framed = ArrayPool<byte>.Shared.Rent(BlockCodec.Prefix + rest.Length);
        try
        {
            ChunkForm form = ChunkForm.Plain;
            int stored;
            int length = scanner.IsBase64
                ? ReadBase64(rest.Span, framed.AsSpan(BlockCodec.Prefix), out form, out stored)
                : stored = CopyBody(scanner, rest.Span, framed.AsSpan(BlockCodec.Prefix));
            if (stored < FormatParameters.DedupMinimum)
                return null;
            (ChunkEntry entry, OpenPack? pack) = await chunks.StoreAsync(framed.AsMemory(0, BlockCodec.Prefix + stored), form, cancellationToken);
            return (entry, pack, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(framed);
        }
    }

    private static int ReadBase64(ReadOnlySpan<byte> text, Span<byte> bytes, out ChunkForm form, out int stored)
    {
        form = ChunkForm.Plain;
        stored = 0;
        if (Base64Lines.Begin(text) is not { } lines)
            return 0;
        form = lines.Form;
        return lines.Read(text, atEnd: true, bytes, out stored);
    }

    private static int CopyBody(MimeScanner scanner, ReadOnlySpan<byte> rest, Span<byte> bytes)
    {
        int length = scanner.FindEnd(rest);
        if (length < 0)
            length = rest.Length;
        rest[..length].CopyTo(bytes);
        return length;
    }

    private async ValueTask AddTextAsync(List<DraftPiece> pieces, List<OpenPack> packs, ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        if (text.IsEmpty)
            return;
        Sha256Hash id = keys.ChunkId(Sha256Hash.Of(text.Span));
        if (text.Length < FormatParameters.DedupMinimum || await dedup.FindAsync(id, text.Length, cancellationToken) is not { } known)
        {
            pieces.Add(new DraftPiece(null, text, id));
            return;
        }

        pieces.Add(new DraftPiece(new ChunkEntry(known.Place, id, text.Length), default, default));
        if (known.Pack is not null)
            packs.Add(known.Pack);
    }
}
