namespace Veeam365.Simulators.Graph;

/// <summary>
/// A growing array in chunks. <see cref="Freeze"/> hands out the chunks of this moment; a chunk is copied before it is changed
/// afterwards. Not thread-safe: its owner locks.
/// </summary>
internal sealed class CowList<T>
{
    internal const int Shift = 9;
    internal const int ChunkSize = 1 << Shift;
    internal const int Mask = ChunkSize - 1;

    private readonly List<T[]> _chunks = [];
    private readonly List<bool> _shared = [];

    public int Count { get; private set; }

    public T this[int index]
    {
        get => _chunks[index >> Shift][index & Mask];
        set => Own(index >> Shift)[index & Mask] = value;
    }

    public int Add(T value)
    {
        if (Count >> Shift == _chunks.Count)
        {
            _chunks.Add(new T[ChunkSize]);
            _shared.Add(false);
        }

        Own(Count >> Shift)[Count & Mask] = value;
        return Count++;
    }

    public CowView<T> Freeze()
    {
        for (var i = 0; i < _shared.Count; i++)
            _shared[i] = true;
        return new CowView<T>([.. _chunks], Count);
    }

    private T[] Own(int chunk)
    {
        if (!_shared[chunk])
            return _chunks[chunk];
        _shared[chunk] = false;
        return _chunks[chunk] = (T[])_chunks[chunk].Clone();
    }
}
