namespace Veeam365.Backup.Tests.Support;

/// <summary>Where the project's sources are.</summary>
internal static class ProjectFolder
{
    /// <summary>The folder that holds Backup.sln.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Backup.sln")))
                return at.FullName;
        }
        throw new DirectoryNotFoundException($"No Backup.sln above {folder}.");
    }
}
