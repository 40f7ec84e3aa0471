using System.Data.Common;
using System.Net.Sockets;
using Npgsql;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Database;

/// <summary>A schema of a PostgreSQL database.</summary>
public sealed class PostgresDatabase : IDatabase
{
    private const int ConnectTimeoutSeconds = 5;

    // Many proxies share one server: a connection that nobody needs is given back soon.
    private const int IdleSeconds = 20;
    private const int PruningSeconds = 5;
    private const int PreparedStatements = 40;
    private readonly NpgsqlDataSource _source;

    /// <summary>Prepares a pool; nothing is sent yet.</summary>
    /// <param name="connectionString">An Npgsql connection string.</param>
    /// <param name="schema">The schema; lower-case letters, digits and underscores only, no digit first. Created by the first migration.</param>
    /// <param name="mostConnections">Connections at once, unless the connection string says otherwise; null for Npgsql's default.</param>
    /// <exception cref="InvalidSettingException">The connection string does not parse or the schema name is not usable.</exception>
    public PostgresDatabase(string connectionString, string schema, int? mostConnections = null)
    {
        ThrowIfUnusable(schema);
        try
        {
            ConnectionString = connectionString;
            var builder = new NpgsqlConnectionStringBuilder(connectionString) { SearchPath = schema };
            // A server that does not answer is reported within seconds, unless the connection string asks for more patience.
            var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
            if (!given.ContainsKey("Timeout"))
                builder.Timeout = ConnectTimeoutSeconds;
            // Asked for by default, it costs each new connection a round trip, and a refusal can leave a pooled one that fails each statement: github.com/npgsql/npgsql/issues/6506.
            if (!given.ContainsKey("GSS Encryption Mode") && !given.ContainsKey("GssEncryptionMode"))
                builder.GssEncryptionMode = GssEncryptionMode.Disable;
            if (mostConnections is { } most && !given.ContainsKey("Maximum Pool Size") && !given.ContainsKey("MaxPoolSize"))
                builder.MaxPoolSize = most;
            // A few statements are all that such a connection ever runs: the server plans them once.
            if (mostConnections is not null && builder.MaxAutoPrepare == 0)
                builder.MaxAutoPrepare = PreparedStatements;
            if (!given.ContainsKey("Connection Idle Lifetime") && !given.ContainsKey("ConnectionIdleLifetime"))
                (builder.ConnectionIdleLifetime, builder.ConnectionPruningInterval) = (IdleSeconds, PruningSeconds);
            builder.ApplicationName ??= "Veeam365";
            Display = $"{builder.Host}:{builder.Port}/{builder.Database} ({schema})";
            Schema = schema;
            _source = NpgsqlDataSource.Create(builder);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            // The message of the parser can repeat the password: it is not shown.
            throw new InvalidSettingException(
                "Database.InvalidConnectionString",
                "The PostgreSQL connection string cannot be understood.",
                "Write it as 'Host=server;Database=veeam365;Username=user;Password=...'.",
                new FormatException(e.GetType().Name));
        }
    }

    /// <summary>The connection string as given; holds the password.</summary>
    public string ConnectionString { get; }

    /// <summary>The schema.</summary>
    public string Schema { get; }

    /// <inheritdoc/>
    public DatabaseEngine Engine => DatabaseEngine.PostgreSql;

    /// <inheritdoc/>
    public string Display { get; }

    /// <inheritdoc/>
    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException)
        {
            throw new ConfigurationException(
                "Database.Unavailable",
                $"PostgreSQL at {Display} cannot be reached: {e.Message}",
                "Check that the server runs and that host, port, database, user and password are right (Connect-BackupConfiguration).",
                e);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    // The name stands unquoted in statements.
    private static void ThrowIfUnusable(string schema)
    {
        bool usable = schema.Length is > 0 and <= 63
            && !char.IsAsciiDigit(schema[0])
            && schema.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
        if (!usable)
            throw new InvalidSettingException("Database.InvalidSchema", $"'{schema}' is no usable schema name.", "Use lower-case letters, digits and underscores.");
    }
}
