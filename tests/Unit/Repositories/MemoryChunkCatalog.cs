using System.Collections.Concurrent;
using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Tests.Repositories;

/// <summary>A chunk catalogue that keeps its entries in memory.</summary>
internal sealed class MemoryChunkCatalog : IChunkCatalog
{
    private readonly ConcurrentDictionary<Sha256Hash, ReadOnlyMemory<byte>> _places = new();

    public int Count => _places.Count;

    public ValueTask<ReadOnlyMemory<byte>?> FindAsync(Sha256Hash id, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ReadOnlyMemory<byte>?>(_places.TryGetValue(id, out ReadOnlyMemory<byte> place) ? place : null);

    public ValueTask AddAsync(IReadOnlyList<KeyValuePair<Sha256Hash, ReadOnlyMemory<byte>>> chunks, CancellationToken cancellationToken)
    {
        foreach ((Sha256Hash id, ReadOnlyMemory<byte> place) in chunks)
            _places.TryAdd(id, place);
        return ValueTask.CompletedTask;
    }

    public ValueTask RemoveAsync(IReadOnlyList<KeyValuePair<Sha256Hash, ReadOnlyMemory<byte>>> chunks, CancellationToken cancellationToken)
    {
        foreach ((Sha256Hash id, ReadOnlyMemory<byte> place) in chunks)
        {
            if (_places.TryGetValue(id, out ReadOnlyMemory<byte> known) && known.Span.SequenceEqual(place.Span))
                _places.TryRemove(id, out _);
        }

        return ValueTask.CompletedTask;
    }
}
