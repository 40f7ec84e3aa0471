namespace Veeam365.Backup.Core.Repositories.Jet.Esent;

/// <summary>JET_DbInfo...: numbers about a database.</summary>
internal enum EsentDatabaseFigure : uint
{
    /// <summary>Pages of the file that the engine manages.</summary>
    SpaceOwned = 11,

    /// <summary>Pages of them that are free.</summary>
    SpaceAvailable = 12,
}
