namespace Veeam365.Backup.Core.Repositories.ObjectStorage.References;

/// <summary>Offsets of blocks in a pack: 4 bytes each, doubles taken out as it grows. Not safe for concurrent use.</summary>
internal sealed class OffsetSet
{
    private int[] _offsets = new int[4];
    private int _count;
    private int _distinct;

    /// <summary>Adds one.</summary>
    public void Add(int offset)
    {
        // Items of one block mostly come one after another.
        if (_count > 0 && _offsets[_count - 1] == offset)
            return;
        if (_count == _offsets.Length)
        {
            Compact();
            if (_count > _offsets.Length / 2)
                Array.Resize(ref _offsets, _offsets.Length * 2);
        }

        _offsets[_count++] = offset;
    }

    /// <summary>The offsets, ascending.</summary>
    public ReadOnlySpan<int> Sorted()
    {
        Compact();
        return _offsets.AsSpan(0, _count);
    }

    /// <summary>True when it holds the offset.</summary>
    public bool Contains(int offset)
    {
        Compact();
        return Array.BinarySearch(_offsets, 0, _count, offset) >= 0;
    }

    private void Compact()
    {
        if (_count == _distinct)
            return;
        Array.Sort(_offsets, 0, _count);
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (kept == 0 || _offsets[kept - 1] != _offsets[i])
                _offsets[kept++] = _offsets[i];
        }

        _count = kept;
        _distinct = kept;
    }
}
