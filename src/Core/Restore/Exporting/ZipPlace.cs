using System.IO.Compression;
using Veeam365.Backup.Core.Files;

namespace Veeam365.Backup.Core.Restore;

/// <summary>One archive, written front to back: items are made side by side in temporary files and enter one after the other. It has its name only once it is complete.</summary>
internal sealed class ZipPlace : IExportPlace
{
    private readonly string _path;
    private readonly string _unfinished;
    private readonly bool _overwrite;
    private readonly ZipArchive _archive;
    private readonly DirectoryInfo _work;
    private readonly SemaphoreSlim _lock = new(1, 1);
    private bool _isOpen = true;

    /// <param name="path">The archive.</param>
    /// <param name="overwrite">True to replace one that exists.</param>
    public ZipPlace(string path, bool overwrite)
    {
        _path = path;
        _overwrite = overwrite;
        _unfinished = $"{path}.{Guid.NewGuid():N}.part";
        _work = Directory.CreateDirectory($"{_unfinished}.files");
        _archive = new ZipArchive(new FileStream(_unfinished, FileMode.CreateNew, FileAccess.Write), ZipArchiveMode.Create);
    }

    /// <inheritdoc/>
    public string NewTemporaryFile() => Path.Combine(_work.FullName, Guid.NewGuid().ToString("N"));

    /// <inheritdoc/>
    public bool TryCreateFolder(string path) => true;

    /// <inheritdoc/>
    public async Task<bool> TryPlaceAsync(string temporary, ManifestFile file, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ZipArchiveEntry entry = _archive.CreateEntry(file.Path, CompressionLevel.Fastest);
            DateTime written = File.GetLastWriteTime(temporary);
            // ZIP knows the years 1980 to 2107 only.
            entry.LastWriteTime = written.Year is > 1980 and < 2107 ? written : new DateTime(1980, 1, 2);
            await using (var source = new FileStream(temporary, FileMode.Open, FileAccess.Read, FileShare.Read, 128 << 10, FileOptions.Asynchronous))
            await using (Stream target = await entry.OpenAsync(cancellationToken).ConfigureAwait(false))
                await source.CopyToAsync(target, cancellationToken).ConfigureAwait(false);
            File.Delete(temporary);
            return true;
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <inheritdoc/>
    public string Display(string path) => $"{_path}{Path.DirectorySeparatorChar}{path}";

    /// <inheritdoc/>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await CloseAsync().ConfigureAwait(false);
        if (_overwrite)
            File.Move(_unfinished, _path, overwrite: true);
        else if (!ExclusiveMove.Try(_unfinished, _path))
            throw new IOException($"The file '{_path}' exists.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        File.Delete(_unfinished);
        if (_work.Exists)
            _work.Delete(recursive: true);
        _lock.Dispose();
    }

    private async Task CloseAsync()
    {
        if (_isOpen)
            await _archive.DisposeAsync().ConfigureAwait(false);
        _isOpen = false;
    }
}
