namespace Veeam365.Backup.Core.Restore;

/// <summary>Where exported files go: a folder or an archive. Paths are relative, with "/", safe, and differ by more than case. Safe for concurrent use.</summary>
internal interface IExportPlace : IAsyncDisposable
{
    /// <summary>A path for a file on its way, that nothing else uses.</summary>
    string NewTemporaryFile();

    /// <summary>Makes a folder.</summary>
    /// <returns>False when something else has the name.</returns>
    bool TryCreateFolder(string path);

    /// <summary>Gives the finished file its place; the temporary file is gone then.</summary>
    /// <returns>False when something else has the name: the file stays where it is.</returns>
    Task<bool> TryPlaceAsync(string temporary, ManifestFile file, CancellationToken cancellationToken);

    /// <summary>What people are told.</summary>
    string Display(string path);

    /// <summary>Completes it.</summary>
    Task FinishAsync(CancellationToken cancellationToken);
}
