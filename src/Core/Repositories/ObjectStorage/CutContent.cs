namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Cuts what is in a window into chunks, stores them and lists them.</summary>
internal sealed class CutContent(GearTable gear, ChunkWriter chunks, ChunkListBuilder list)
{
    /// <summary>Cuts everything.</summary>
    public async Task CutAllAsync(ContentWindow window, CancellationToken cancellationToken)
    {
        GearState state = default;
        while (window.Length > 0 || !window.Ended)
        {
            int cut = window.Length == 0 ? 0 : gear.Cut(window.Span, ref state);
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
            int cut = gear.Cut(window.Span[..length], ref state);
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
        await StoreAsync(window.Framed(length), ChunkForm.Plain, cancellationToken);
        window.Drop(length);
    }

    /// <summary>Stores a chunk.</summary>
    public async Task StoreAsync(Memory<byte> framed, ChunkForm form, CancellationToken cancellationToken) =>
        await list.AddAsync(await chunks.StoreAsync(framed, form, cancellationToken), cancellationToken);
}
