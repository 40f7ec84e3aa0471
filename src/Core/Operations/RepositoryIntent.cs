namespace Veeam365.Backup.Core.Operations;

/// <summary>What adding a repository may do.</summary>
public enum RepositoryIntent
{
    /// <summary>Import the repository that is there, or create one in an empty place.</summary>
    CreateOrImport,

    /// <summary>Only create.</summary>
    CreateOnly,

    /// <summary>Only import.</summary>
    ImportOnly,
}
