using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>The errors of damaged objects; each names the object.</summary>
internal static class Damage
{
    private const string Action = "Run Test-BackupRepository -Data -Repair: it recovers what can be recovered, and the next session reads what is lost from the source. Until then use another restore point.";
    private const string KeyMark = "Veeam365.StoredKey";

    /// <summary>The object's bytes are not what was written.</summary>
    public static DataDamagedException In(string key, string what, Exception? inner = null) =>
        Mark(new("Data.Damaged", $"The object '{key}' is damaged: {what}.", Action, inner), key);

    /// <summary>An object that others refer to is gone.</summary>
    public static DataDamagedException Missing(string key, Exception? inner = null) =>
        Mark(new("Data.Missing", $"The object '{key}' is missing from the repository.", Action, inner), key);

    /// <summary>The key of the object that an error is about; null when it is about none.</summary>
    public static string? KeyOf(DataDamagedException error) => error.Data[KeyMark] as string;

    /// <summary>A reference that no writer made.</summary>
    public static DataDamagedException Reference(string what) =>
        new("Data.BadReference", $"A reference to content is damaged: {what}.", Action);

    private static DataDamagedException Mark(DataDamagedException error, string key)
    {
        error.Data[KeyMark] = key;
        return error;
    }
}
