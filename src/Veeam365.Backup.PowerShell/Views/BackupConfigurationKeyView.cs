namespace Veeam365.Backup.PowerShell.Views;

/// <summary>A file that holds the key which opens stored secrets, sealed (exported) or as it is used (imported).</summary>
public sealed class BackupConfigurationKeyView
{
    internal BackupConfigurationKeyView(string path, bool isSealed)
    {
        Path = path;
        IsSealed = isSealed;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>True when it needs a password or a certificate to be opened.</summary>
    public bool IsSealed { get; }

    /// <summary>What people read.</summary>
    public override string ToString() => Path;
}
