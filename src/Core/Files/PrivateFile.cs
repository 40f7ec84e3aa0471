namespace Veeam365.Backup.Core.Files;

/// <summary>Files that only their owner may read.</summary>
public static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates an empty file with owner-only rights; leaves an existing one as it is.</summary>
    public static void CreateEmpty(string path)
    {
        if (File.Exists(path))
            return;
        try
        {
            Open(path).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was faster: its file is as good as ours.
        }
    }

    /// <summary>Creates a new file with owner-only rights from the first moment on, for writing.</summary>
    /// <exception cref="IOException">It exists, or cannot be created.</exception>
    public static FileStream Open(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }
}
