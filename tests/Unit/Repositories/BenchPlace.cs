namespace Veeam365.Backup.Tests.Repositories;

/// <summary>Where a <see cref="RepositoryBench"/> keeps its repository.</summary>
internal enum BenchPlace
{
    /// <summary>A folder.</summary>
    Folder,

    /// <summary>JET databases.</summary>
    Jet,
}
