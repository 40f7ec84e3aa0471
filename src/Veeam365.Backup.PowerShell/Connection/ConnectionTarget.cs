namespace Veeam365.Backup.PowerShell.Connection;

/// <summary>Which configuration to open.</summary>
/// <param name="Configuration">A folder, a file or a connection string; null for the embedded configuration of this user.</param>
/// <param name="KeyFile">The key that opens stored secrets; null for the one beside the configuration.</param>
internal sealed record ConnectionTarget(string? Configuration, string? KeyFile)
{
    /// <summary>The embedded configuration of this user.</summary>
    public static ConnectionTarget Default { get; } = new(null, null);

    /// <summary>Says nothing: a connection string may hold a password.</summary>
    public override string ToString() => nameof(ConnectionTarget);
}
