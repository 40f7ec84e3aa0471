using Veeam365.Backup.Core.Files;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>Files below a folder. A file has its name only once it is complete.</summary>
internal sealed class FolderPlace(string target, bool overwrite) : IExportPlace
{
    private const string TemporaryPrefix = ".veeam365-";
    private readonly string _target = Path.GetFullPath(target);

    /// <summary>Makes the folder, and tidies what an export that was killed left.</summary>
    public void Prepare()
    {
        Directory.CreateDirectory(_target);
        foreach (string left in Directory.EnumerateFiles(_target, TemporaryPrefix + "*.part"))
            File.Delete(left);
    }

    /// <inheritdoc/>
    public string NewTemporaryFile() => Path.Combine(_target, $"{TemporaryPrefix}{Guid.NewGuid():N}.part");

    /// <inheritdoc/>
    public bool TryCreateFolder(string path)
    {
        string full = Resolve(path);
        try
        {
            Directory.CreateDirectory(full);
            return true;
        }
        catch (IOException) when (File.Exists(full))
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> TryPlaceAsync(string temporary, ManifestFile file, CancellationToken cancellationToken)
    {
        string full = Resolve(file.Path);
        if (overwrite)
        {
            if (Directory.Exists(full))
                return false;
            File.Move(temporary, full, overwrite: true);
            return true;
        }

        if (ExclusiveMove.Try(temporary, full))
            return true;
        // A folder has the name, or an export that was killed has written the file already, without its line in the manifest.
        if (!await ExportManifest.HoldsAsync(full, file.Length, file.Sha256).ConfigureAwait(false))
            return false;
        File.Delete(temporary);
        return true;
    }

    /// <inheritdoc/>
    public string Display(string path) => Resolve(path);

    /// <inheritdoc/>
    public Task FinishAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string Resolve(string path)
    {
        string full = Path.GetFullPath(Path.Combine(_target, path));
        return full.StartsWith(_target.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full
            : throw new InvalidSettingException("Export.OutsideTarget", "An item's name would lead out of the target folder.", "Report this: names are made safe before.");
    }
}
