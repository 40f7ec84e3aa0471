namespace Veeam365.Backup.Core.Repositories.Stores;

/// <summary>How a put ended.</summary>
internal enum PutResult
{
    /// <summary>The object is stored.</summary>
    Stored,

    /// <summary>An object of that key existed and was left as it is. After a retry it may be our own.</summary>
    Exists,
}
