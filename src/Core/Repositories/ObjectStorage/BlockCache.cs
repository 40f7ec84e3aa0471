namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>The decoded blocks that were used last, so that neighbouring small items fetch their block once; several that want the same block at once share one fetch. Safe for concurrent use.</summary>
internal sealed class BlockCache(long capacity)
{
    private readonly Lock _sync = new();
    private readonly Dictionary<(ObjectId Pack, int Offset), LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _order = new();
    private long _bytes;

    /// <summary>The block, held for the caller.</summary>
    public async Task<DecodedBlock> GetAsync(ChunkPlace place, Func<Task<DecodedBlock>> read, CancellationToken cancellationToken)
    {
        while (true)
        {
            Entry entry = FindOrAdd((place.Pack, place.Offset), read);
            DecodedBlock block;
            try
            {
                block = await entry.Block.Value.JoinAsync(cancellationToken);
            }
            catch (Exception) when (entry.Block.Value.IsFaulted)
            {
                Remove(entry);
                throw;
            }

            Account(entry, block);
            if (block.TryHold())
                return block;
        }
    }

    private Entry FindOrAdd((ObjectId Pack, int Offset) key, Func<Task<DecodedBlock>> read)
    {
        lock (_sync)
        {
            if (_entries.TryGetValue(key, out LinkedListNode<Entry>? node))
            {
                _order.Remove(node);
                _order.AddFirst(node);
                return node.Value;
            }

            Entry entry = new(key, new Lazy<Task<DecodedBlock>>(read));
            _entries.Add(key, _order.AddFirst(entry));
            return entry;
        }
    }

    private void Account(Entry entry, DecodedBlock block)
    {
        lock (_sync)
        {
            if (entry.IsAccounted)
                return;
            entry.IsAccounted = true;
            _bytes += block.Length;
            while (_bytes > capacity && _order.Last is { } oldest && oldest.Value != entry)
                Evict(oldest);
        }
    }

    private void Evict(LinkedListNode<Entry> node)
    {
        _order.Remove(node);
        _entries.Remove(node.Value.Key);
        if (!node.Value.IsAccounted)
        {
            // Still being read: its readers keep it, and it is not counted later.
            node.Value.IsAccounted = true;
            return;
        }

        DecodedBlock block = node.Value.Block.Value.Result;
        _bytes -= block.Length;
        block.Release();
    }

    private void Remove(Entry entry)
    {
        lock (_sync)
        {
            if (_entries.TryGetValue(entry.Key, out LinkedListNode<Entry>? node) && node.Value == entry)
            {
                _entries.Remove(entry.Key);
                _order.Remove(node);
            }
        }
    }

    private sealed class Entry((ObjectId Pack, int Offset) key, Lazy<Task<DecodedBlock>> block)
    {
        public (ObjectId Pack, int Offset) Key { get; } = key;

        public Lazy<Task<DecodedBlock>> Block { get; } = block;

        public bool IsAccounted { get; set; }
    }
}
