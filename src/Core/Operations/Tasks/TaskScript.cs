using Npgsql;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Operations;

/// <summary>The PowerShell commands of a task: due jobs are started, the exit code tells how they ended (0 all is well or nothing was due, 1 something is missing, 2 a session failed or could not start).</summary>
public sealed record TaskScript
{
    /// <summary>What Import-Module is given: a name or the manifest's path.</summary>
    public required string Module { get; init; }

    /// <summary>The jobs; none for all that have a schedule.</summary>
    public IReadOnlyList<BackupJob> Jobs { get; init; } = [];

    /// <summary>The configuration to connect to; null for the account's own.</summary>
    public ConfigurationTarget? Configuration { get; init; }

    /// <summary>The key file, if one was named.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The commands, on one line, without double quotes of their own.</summary>
    /// <exception cref="InvalidSettingException">The connection string holds a password, which must not be written into a task.</exception>
    public string Write()
    {
        string jobs = Jobs.Count == 0 ? "" : " -Job " + string.Join(", ", Jobs.Select(j => CommandText.PowerShell(Reference(j))));
        return $"try {{ Import-Module {CommandText.PowerShell(Module)} -ErrorAction Stop; {Connect()}$sessions = @(Start-BackupJob -Scheduled{jobs} -ErrorVariable failures) }} "
            + "catch { Write-Error $_ -ErrorAction Continue; exit 2 }; "
            + "if ($failures) { exit 2 }; exit [int]($sessions.Where({ $_.Status -ne 'Success' }).Count -gt 0)";
    }

    private string Connect()
    {
        string? arguments = Configuration switch
        {
            ConfigurationTarget.SqliteFile file => CommandText.PowerShell(file.Path),
            ConfigurationTarget.PostgreSqlSchema database => $"-ConnectionString {CommandText.PowerShell(WithoutPassword(database))}",
            _ => null,
        };
        if (arguments is null)
            return "";
        string key = KeyFile is null ? "" : $" -KeyFile {CommandText.PowerShell(KeyFile)}";
        return $"$null = Connect-BackupConfiguration {arguments}{key} -ErrorAction Stop; ";
    }

    private static string WithoutPassword(ConfigurationTarget.PostgreSqlSchema database) => string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(database.ConnectionString).Password)
        ? database.ConnectionString
        : throw new InvalidSettingException(
            "Task.ConnectionStringHoldsPassword",
            "The connection string of the configuration holds a password, which everybody who may read the task could see.",
            "Put the password into the password file of the account that runs the task (.pgpass, pgpass.conf) or sign in with a certificate, connect without it, and register the task again.");

    // A name that a command line cannot hold, or that would be a pattern, is said by its id.
    private static string Reference(BackupJob job) => job.Name.Any(c => char.IsControl(c) || c is '*' or '?' or '[' or '`' or '\u2028' or '\u2029') ? job.Id.ToString() : job.Name;
}
