using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>What is particular to one kind of item. Safe for concurrent use.</summary>
internal interface IExchangeItems
{
    ItemKind Kind { get; }

    /// <summary>True when an element of a page of changes is of this kind: a contact in a mail folder is none of the mail.</summary>
    bool Accepts(string type);

    /// <summary>Cuts what is to be fetched into requests.</summary>
    IEnumerable<IReadOnlyList<ChangedItem>> Cut(IReadOnlyList<ChangedItem> items);

    /// <summary>Fetches items and says what they amount to: an upsert for what is there, a removal for what is not, a gap for what cannot be read.</summary>
    /// <param name="items">The items, in one request's measure.</param>
    /// <param name="parentKeyOf">Where an item lies, by the folder that it tells; false when that is outside of what is read.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<IReadOnlyList<SourceChange>> FetchAsync(IReadOnlyList<ChangedItem> items, ParentKeyOf parentKeyOf, CancellationToken cancellationToken);
}
