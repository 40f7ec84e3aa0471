using System.Collections.Concurrent;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>What writes the data of items, by year where the store keeps packs by year.</summary>
/// <param name="byYear">True for such a store.</param>
/// <param name="create">Makes what writes a year's.</param>
/// <param name="clock">Tells the present year.</param>
internal sealed class WriterShelves(bool byYear, Func<int, WriterShelf> create, TimeProvider clock)
{
    private readonly ConcurrentDictionary<int, WriterShelf> _shelves = new();

    /// <summary>For what has no content, and so no year.</summary>
    public WriterShelf Any => Of(PackYear.None);

    /// <summary>For an item's content and properties.</summary>
    public WriterShelf For(ItemVersion version) => Of(byYear ? PackYear.Of(version, clock.GetUtcNow()) : PackYear.None);

    private WriterShelf Of(int year) => _shelves.GetOrAdd(year, create);
}
