namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>What happened to an item.</summary>
internal enum ItemChange
{
    /// <summary>It is new or changed.</summary>
    Told,

    /// <summary>It was read, or marked as unread; nothing else of it changed.</summary>
    ReadFlag,

    /// <summary>It is gone from the folder.</summary>
    Gone,
}
