namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>How something told of an item relates to what this round told of it before.</summary>
internal enum Telling
{
    /// <summary>Nothing was told of it yet.</summary>
    First,

    /// <summary>The same was told last.</summary>
    Repeated,

    /// <summary>Something else was told last: what is held does not say what it is now.</summary>
    Other,
}
