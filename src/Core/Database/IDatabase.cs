using System.Data.Common;

namespace Veeam365.Backup.Core.Database;

/// <summary>A place where tables live: a SQLite file or a schema of a PostgreSQL database. Safe for concurrent use.</summary>
public interface IDatabase : IAsyncDisposable
{
    /// <summary>Which engine it is, for the few statements that differ.</summary>
    DatabaseEngine Engine { get; }

    /// <summary>What people call it: a path, or host, database and schema. Never holds a password.</summary>
    string Display { get; }

    /// <summary>Opens a connection from the pool; unqualified table names mean this database's own.</summary>
    /// <exception cref="Model.ConfigurationException">It cannot be reached or opened.</exception>
    Task<DbConnection> OpenAsync(CancellationToken cancellationToken);
}
