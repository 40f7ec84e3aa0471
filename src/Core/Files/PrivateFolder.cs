namespace Veeam365.Backup.Core.Files;

/// <summary>Folders that only their owner may enter.</summary>
public static class PrivateFolder
{
    /// <summary>Creates the folder (and missing parents) with owner-only rights; leaves an existing one as it is.</summary>
    public static void Create(string path)
    {
        if (Directory.Exists(path))
            return;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
