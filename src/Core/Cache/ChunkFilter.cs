using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>
/// Says of a chunk that it was never added, for certain, or that it may have been (a blocked Bloom filter, Putze et al., WEA 2007: one cache line a question, about 1 % of wrong "may").
/// Grows in layers up to a bound; beyond it only the share of wrong answers grows. Safe for concurrent use.
/// </summary>
internal sealed class ChunkFilter
{
    private const int FirstLayer = 64 << 10;
    private const int BitsEach = 12;
    private const int WordsInBlock = 8;
    private const long BitsMaximum = 256L << 20;
    private readonly Lock _sync = new();
    private volatile Layer[] _layers = [new Layer(FirstLayer)];
    private long _added;
    private long _room = FirstLayer;

    /// <summary>Adds a chunk.</summary>
    public void Add(Sha256Hash id)
    {
        if (Interlocked.Increment(ref _added) > Interlocked.Read(ref _room))
            Grow();
        Layer[] layers = _layers;
        layers[^1].Add(id);
    }

    /// <summary>False when it was not added.</summary>
    public bool MayContain(Sha256Hash id)
    {
        foreach (Layer layer in _layers)
        {
            if (layer.MayContain(id))
                return true;
        }

        return false;
    }

    private void Grow()
    {
        lock (_sync)
        {
            long next = (long)FirstLayer << (2 * _layers.Length);
            if (_added <= _room || next * BitsEach > BitsMaximum)
                return;
            _layers = [.. _layers, new Layer(next)];
            Interlocked.Add(ref _room, next);
        }
    }

    private sealed class Layer(long capacity)
    {
        private readonly long[] _words = new long[capacity * BitsEach / 64 / WordsInBlock * WordsInBlock];

        public void Add(Sha256Hash id)
        {
            (int block, ulong bits) = Place(id);
            for (int i = 0; i < 7; i++, bits >>= 9)
                Interlocked.Or(ref _words[block + (int)((bits >> 6) & 7)], 1L << (int)(bits & 63));
        }

        public bool MayContain(Sha256Hash id)
        {
            (int block, ulong bits) = Place(id);
            for (int i = 0; i < 7; i++, bits >>= 9)
            {
                if ((Volatile.Read(ref _words[block + (int)((bits >> 6) & 7)]) & (1L << (int)(bits & 63))) == 0)
                    return false;
            }

            return true;
        }

        // Ids are hashes already: their bits are as good as any.
        private (int Block, ulong Bits) Place(Sha256Hash id)
        {
            (ulong block, ulong bits) = id.Words;
            return ((int)Math.BigMul(block, (ulong)(_words.Length / WordsInBlock), out _) * WordsInBlock, bits);
        }
    }
}
