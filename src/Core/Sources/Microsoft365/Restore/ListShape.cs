namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What a list takes.</summary>
/// <param name="Columns">Its columns.</param>
/// <param name="ContentTypes">Its content types: ids by name.</param>
/// <param name="KnowsIds">True on the site that the items come from: lookups and people are told by ids of the site.</param>
internal sealed record ListShape(IReadOnlyList<ListColumn> Columns, IReadOnlyDictionary<string, string> ContentTypes, bool KnowsIds);
