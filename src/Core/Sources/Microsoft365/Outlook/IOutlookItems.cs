using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What is particular to one kind of item in Outlook folders. Safe for concurrent use.</summary>
internal interface IOutlookItems<T>
    where T : class, IOutlookItem
{
    ItemKind Kind { get; }

    /// <summary>A parser for one round: not for concurrent use.</summary>
    ItemParser<T> CreateParser();

    /// <summary>The item as it is now, told whole.</summary>
    /// <exception cref="GraphStatusException">It is gone, or may not be read.</exception>
    Task<T> FetchAsync(string id, CancellationToken cancellationToken);

    /// <summary>The id to ask for before what a round told can be used; null when it can be used as it is.</summary>
    ValueTask<string?> FindDoubtAsync(T told, string? parentKey, CancellationToken cancellationToken);

    /// <summary>Decides what an item that was told whole amounts to.</summary>
    /// <param name="item">The item.</param>
    /// <param name="parentKey">The folder it lies in.</param>
    /// <param name="refetch">True to fetch its content in any case.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The change; null when it is held exactly so.</returns>
    ValueTask<SourceChange?> CompareAsync(T item, string? parentKey, bool refetch, CancellationToken cancellationToken);

    /// <summary>The item is told to be gone.</summary>
    SourceChange.Removal Remove(string id);
}
