namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What a column holds, as far as writing goes.</summary>
internal enum ListColumnKind
{
    /// <summary>The service's own.</summary>
    ReadOnly,

    /// <summary>Text, a number, a time, choices...</summary>
    Plain,

    /// <summary>An item of another list.</summary>
    Lookup,

    /// <summary>Somebody whom the site knows.</summary>
    Person,

    /// <summary>Links, terms, pictures, places: Graph tells them and does not take them.</summary>
    Other,
}
