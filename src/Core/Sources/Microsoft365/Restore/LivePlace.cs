namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Where the target has an item.</summary>
internal enum LivePlace
{
    /// <summary>In the folder that it is restored to.</summary>
    Here,

    /// <summary>In Deleted Items or the recoverable items.</summary>
    Deleted,

    /// <summary>In another folder.</summary>
    Elsewhere,
}
