using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>What can be wrong with secrets and their key.</summary>
internal static class SecretErrors
{
    public static ConfigurationException WrongKey(string key, Exception? inner = null) => new(
        "Configuration.WrongKey",
        $"The secrets of this configuration were stored under another key than '{key}'.",
        "Put the key file that belongs to this configuration in its place or name it (Connect-BackupConfiguration -KeyFile); on Windows without a key file, run as the user and on the machine that stored them.",
        inner);

    public static ConfigurationException KeyMissing(string key) => new(
        "Configuration.KeyMissing",
        $"The key that opens the secrets of this configuration is missing: '{key}'.",
        "Copy the key file that belongs to this configuration there, readable by you only, or name it (Connect-BackupConfiguration -KeyFile).");

    public static ConfigurationException Damaged(Exception? inner = null) => new(
        "Configuration.SecretDamaged",
        "A stored secret was altered or belongs to something else.",
        "Remove the organization or repository it belongs to and add it again with its secret.",
        inner);

    public static ConfigurationException Exposed(string path) => new(
        "Configuration.KeyExposed",
        $"The key file '{path}' can be used by others than its owner and is therefore not trusted.",
        $"Make it yours alone (chmod 600 '{path}'); if others may have read it, replace the stored secrets.");

    public static ConfigurationException KeyUnusable(string path, string reason, Exception? inner = null) => new(
        "Configuration.KeyUnusable",
        $"The key file '{path}' cannot be used: {reason}",
        "Check the file and its rights, put a good copy in its place, or name another one (Connect-BackupConfiguration -KeyFile).",
        inner);
}
