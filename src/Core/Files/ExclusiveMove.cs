namespace Veeam365.Backup.Core.Files;

/// <summary>Gives a finished file its name only if nobody has it, atomically against all other processes.</summary>
public static class ExclusiveMove
{
    /// <summary>Moves the file. (On Unix File.Move looks first and then renames, so that two can win.)</summary>
    /// <returns>False when the name is taken; the file stays where it is.</returns>
    /// <exception cref="IOException">The file system refused.</exception>
    public static bool Try(string source, string target)
    {
        if (!OperatingSystem.IsWindows())
            return UnixFiles.TryMove(source, target);
        try
        {
            File.Move(source, target, overwrite: false);
            return true;
        }
        catch (IOException) when (Path.Exists(target))
        {
            return false;
        }
    }
}
