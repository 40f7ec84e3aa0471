using System.Text.RegularExpressions;
using Npgsql;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>
/// Finds the configuration to open: the one named, else the one the environment names, else the user's own.
/// Named is a folder or file (SQLite), an Npgsql connection string ("Host=...") or a URI ("postgresql://user:password@host:port/database").
/// </summary>
/// <param name="environment">Reads an environment variable.</param>
/// <param name="userFolder">The folder for the user's own configuration and key; empty when the account has none.</param>
public sealed partial class ConfigurationLocator(Func<string, string?> environment, string userFolder)
{
    /// <summary>The environment variable that names a configuration.</summary>
    public const string TargetVariable = "VEEAM365_CONFIGURATION";

    /// <summary>The environment variable that names the key file.</summary>
    public const string KeyFileVariable = "VEEAM365_KEY_FILE";

    /// <summary>The schema in PostgreSQL, unless the connection string names one (Search Path).</summary>
    public const string DefaultSchema = "veeam365";

    private const string DatabaseFile = "configuration.db";
    private const string KeyFile = "secrets.key";

    /// <summary>For the user who runs this process.</summary>
    public static ConfigurationLocator ForCurrentUser()
    {
        string local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return new ConfigurationLocator(Environment.GetEnvironmentVariable, local.Length == 0 ? "" : Path.Combine(local, "Veeam365"));
    }

    /// <summary>The configuration to open.</summary>
    /// <param name="named">What the caller names; null for the environment's or the user's own.</param>
    /// <param name="keyFile">The key file the caller names; null for the environment's or the usual one.</param>
    /// <exception cref="InvalidSettingException">What is named cannot be understood, or the account has no folder of its own.</exception>
    public ConfigurationTarget Locate(string? named, string? keyFile)
    {
        string target = FirstGiven(named, environment(TargetVariable)) ?? Path.Combine(UserFolder(), DatabaseFile);
        string? key = FirstGiven(keyFile, environment(KeyFileVariable));
        if (PostgresUri.IsOne(target))
            return InPostgreSql(PostgresUri.ToConnectionString(target), key);
        return ConnectionString().IsMatch(target) ? InPostgreSql(target, key) : InFile(target, key);
    }

    /// <summary>The key file of a configuration in PostgreSQL.</summary>
    /// <param name="keyFile">The one the caller names; null for the environment's or the usual one.</param>
    public string LocateKeyFile(string? keyFile) => FirstGiven(keyFile, environment(KeyFileVariable)) ?? Path.Combine(UserFolder(), KeyFile);

    private ConfigurationTarget.PostgreSqlSchema InPostgreSql(string connectionString, string? keyFile) =>
        new(connectionString, SchemaOf(connectionString) ?? DefaultSchema) { KeyFile = keyFile ?? Path.Combine(UserFolder(), KeyFile) };

    // On Windows the user's own data protection keeps the key, unless a key file is named or lies beside the configuration.
    private static ConfigurationTarget.SqliteFile InFile(string path, string? keyFile)
    {
        string file = FileOf(path);
        string beside = Path.Combine(Path.GetDirectoryName(file)!, KeyFile);
        bool useKeyFile = !OperatingSystem.IsWindows() || File.Exists(beside);
        return new ConfigurationTarget.SqliteFile(file) { KeyFile = keyFile ?? (useKeyFile ? beside : null) };
    }

    private static string FileOf(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
            throw new InvalidSettingException("Configuration.InvalidPath", "The path of the configuration holds a NUL character.", "Type it again.");
        string full = Path.GetFullPath(path);
        bool isFolder = Directory.Exists(full) || Path.EndsInDirectorySeparator(full) || (!File.Exists(full) && !Path.HasExtension(full));
        return isFolder ? Path.Combine(full, DatabaseFile) : full;
    }

    private static string? SchemaOf(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString).SearchPath;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            // The database itself explains what is wrong with it.
            return null;
        }
    }

    private string UserFolder() => userFolder.Length > 0
        ? userFolder
        : throw new InvalidSettingException(
            "Configuration.NoUserFolder",
            "This account has no folder for application data.",
            $"Name the configuration and its key file (Connect-BackupConfiguration, or the environment variables {TargetVariable} and {KeyFileVariable}).");

    private static string? FirstGiven(string? first, string? second) =>
        !string.IsNullOrWhiteSpace(first) ? first : string.IsNullOrWhiteSpace(second) ? null : second;

    [GeneratedRegex(@"(^|;)\s*(Host|Server)\s*=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ConnectionString();
}
