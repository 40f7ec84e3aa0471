namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Cuts what is in a window into chunks, stores them and lists them.</summary>
internal sealed class CutContent(GearTable gear, ChunkWriter chunks, ChunkListBuilder list)
{
    /// <summary>
    /// The end of a chunk, once what is behind it is looked at: a rest too small to be looked up would be stored again with each copy, so it joins the chunk before it.
    /// </summary>
    /// <param name="cut">Where the chunk ends by itself; 0 for not yet.</param>
    /// <param name="available">How much there is from the chunk's start, at most the largest chunk.</param>
    /// <param name="isAll">True when nothing follows that.</param>
    /// <param name="isFull">True when no more can be looked at.</param>
    /// <returns>0 when more must be looked at.</returns>
    public static int Settle(int cut, int available, bool isAll, bool isFull)
    {
        int rest = available - cut;
        if (cut == 0 || (rest == 0 && isAll) || rest >= FormatParameters.DedupMinimum)
            return cut;
        if (isAll)
            return available;
        return isFull ? cut : 0;
    }

    /// <summary>Cuts everything.</summary>
    public async Task CutAllAsync(ContentWindow window, CancellationToken cancellationToken)
    {
        GearState state = default;
        while (window.Length > 0 || !window.Ended)
        {
            int cut = window.Length == 0 ? 0 : Settle(gear.Cut(window.Span, ref state), window.Length, window.Ended, window.IsFull);
            if (cut == 0 && !window.Ended)
            {
                await window.ReadAsync(cancellationToken);
                continue;
            }

            await TakeAsync(window, cut == 0 ? window.Length : cut, cancellationToken);
            state = default;
        }
    }

    /// <summary>Cuts the window's first bytes, which end where a chunk must end.</summary>
    public async Task CutFirstAsync(ContentWindow window, int length, CancellationToken cancellationToken)
    {
        while (length > 0)
        {
            GearState state = default;
            int cut = Settle(gear.Cut(window.Span[..length], ref state), length, isAll: true, isFull: false);
            cut = cut == 0 ? length : cut;
            await TakeAsync(window, cut, cancellationToken);
            length -= cut;
        }
    }

    /// <summary>Stores the window's first bytes as one chunk.</summary>
    public async Task TakeAsync(ContentWindow window, int length, CancellationToken cancellationToken)
    {
        if (length == 0)
            return;
        await list.AddAsync(await chunks.StoreAsync(window.Framed(length), ChunkForm.Plain, cancellationToken, window.HashIfWhole(length)), cancellationToken);
        window.Drop(length);
    }

    /// <summary>Stores a chunk.</summary>
    public async Task StoreAsync(Memory<byte> framed, ChunkForm form, CancellationToken cancellationToken) =>
        await list.AddAsync(await chunks.StoreAsync(framed, form, cancellationToken), cancellationToken);
}
