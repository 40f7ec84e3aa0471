using Npgsql;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>PostgreSQL's own way to name a database: postgresql://user:password@host:port/database?sslmode=require (postgresql.org/docs, libpq, 34.1.1.2).</summary>
internal static class PostgresUri
{
    /// <summary>True for text that begins like one.</summary>
    public static bool IsOne(string text) =>
        text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase);

    /// <summary>The same as an Npgsql connection string.</summary>
    /// <exception cref="InvalidSettingException">It cannot be understood; the message does not repeat it, since it holds a password.</exception>
    public static string ToConnectionString(string text)
    {
        try
        {
            var uri = new Uri(text);
            var builder = new NpgsqlConnectionStringBuilder { Host = HostOf(uri) };
            if (uri.Port > 0)
                builder.Port = uri.Port;
            if (uri.AbsolutePath.Length > 1)
                builder.Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
            SetUser(builder, uri.UserInfo);
            foreach (string option in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
                SetOption(builder, option);
            return builder.ConnectionString;
        }
        catch (Exception e) when (e is UriFormatException or ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            throw new InvalidSettingException(
                "Configuration.InvalidUri",
                "The PostgreSQL URI cannot be understood.",
                "Write it as 'postgresql://user:password@host:5432/database', with other characters than letters and digits percent-encoded.");
        }
    }

    private static string HostOf(Uri uri) => uri.Host.Length == 0 ? "localhost" : uri.DnsSafeHost;

    private static void SetUser(NpgsqlConnectionStringBuilder builder, string userInfo)
    {
        string[] parts = userInfo.Split(':', 2);
        if (parts[0].Length > 0)
            builder.Username = Uri.UnescapeDataString(parts[0]);
        if (parts.Length == 2)
            builder.Password = Uri.UnescapeDataString(parts[1]);
    }

    private static void SetOption(NpgsqlConnectionStringBuilder builder, string option)
    {
        string[] parts = option.Split('=', 2);
        string name = Uri.UnescapeDataString(parts[0]);
        string value = parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "";
        builder[NameInNpgsql(name)] = name == "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
    }

    private static string NameInNpgsql(string name) => name switch
    {
        "sslmode" => "SSL Mode",
        "sslrootcert" => "Root Certificate",
        "sslcert" => "SSL Certificate",
        "sslkey" => "SSL Key",
        "connect_timeout" => "Timeout",
        "application_name" => "Application Name",
        _ => name,
    };
}
