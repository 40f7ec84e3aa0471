using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>The errors of damaged objects; each names the object.</summary>
internal static class Damage
{
    private const string Action = "Restore the object from a copy of the repository, or use another restore point; the next full session stores its data anew.";

    /// <summary>The object's bytes are not what was written.</summary>
    public static DataDamagedException In(string key, string what, Exception? inner = null) =>
        new("Data.Damaged", $"The object '{key}' is damaged: {what}.", Action, inner);

    /// <summary>An object that others refer to is gone.</summary>
    public static DataDamagedException Missing(string key, Exception? inner = null) =>
        new("Data.Missing", $"The object '{key}' is missing from the repository.", Action, inner);

    /// <summary>A reference that no writer made.</summary>
    public static DataDamagedException Reference(string what) =>
        new("Data.BadReference", $"A reference to content is damaged: {what}.", Action);
}
