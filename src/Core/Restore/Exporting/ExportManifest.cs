using System.Security.Cryptography;
using System.Text.Json;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>
/// What was exported: a line of JSON for each item, with its original names and the hashes of its files, written as items are done. So names can be turned back, files can be checked, and an export that is run
/// again writes only what is missing. Safe for concurrent use.
/// </summary>
internal sealed class ExportManifest : IAsyncDisposable
{
    public const string FileName = "veeam365-export.jsonl";

    private readonly string _target;
    private readonly Dictionary<string, ManifestEntry> _earlier = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Lazy<Task<bool>>> _checks = new(StringComparer.Ordinal);
    private readonly FileStream _file;
    private readonly Lock _sync = new();

    private ExportManifest(string target, string path)
    {
        _target = target;
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
    }

    /// <summary>What earlier exports to the same folder wrote.</summary>
    public IEnumerable<ManifestEntry> Earlier => _earlier.Values;

    /// <summary>Opens the manifest of a folder; what a process that died left of a line is cut off.</summary>
    /// <param name="target">The folder.</param>
    /// <param name="path">The manifest's file.</param>
    /// <exception cref="IOException">Another export writes there.</exception>
    public static ExportManifest Open(string target, string path)
    {
        var manifest = new ExportManifest(target, path);
        try
        {
            manifest.Load();
            return manifest;
        }
        catch
        {
            manifest._file.Dispose();
            throw;
        }
    }

    /// <summary>The entry of an item that an earlier export wrote, if its files are still what they were.</summary>
    public async Task<ManifestEntry?> FindIntactAsync(RestoreItem item, bool withJson, ExportFormat format, CancellationToken cancellationToken)
    {
        if (_earlier.Count == 0 || !_earlier.TryGetValue(ManifestEntry.Of(item, []).Identity, out ManifestEntry? entry))
            return null;
        bool isMbox = entry.Offset is not null;
        if (isMbox != (format == ExportFormat.Mbox && item.Version.Kind == ItemKind.Message))
            return null;
        if (withJson && entry.Files.Count == 1 && (item.Version.Properties is not null || item.Version.Kind is ItemKind.Contact or ItemKind.Event))
            return null;
        foreach (ManifestFile file in entry.Files)
        {
            if (!await IsIntactAsync(file).WaitAsync(cancellationToken).ConfigureAwait(false))
                return null;
        }

        return entry;
    }

    /// <summary>Adds a line, at once: of a file whose line is lost the next export knows only what it holds, and of two with one name not which is which.</summary>
    public void Add(ManifestEntry entry)
    {
        byte[] line = JsonSerializer.SerializeToUtf8Bytes(entry, ManifestJson.Default.ManifestEntry);
        lock (_sync)
        {
            _file.Write(line);
            _file.WriteByte((byte)'\n');
            _file.Flush();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private void Load()
    {
        long end = 0;
        using var reader = new StreamReader(_file, leaveOpen: true);
        while (reader.ReadLine() is { } line)
        {
            if (TryParse(line) is not { } entry)
                break;
            _earlier[entry.Identity] = entry;
            end += System.Text.Encoding.UTF8.GetByteCount(line) + 1;
        }

        // A last line without its end is one that was cut.
        _file.SetLength(Math.Min(end, _file.Length));
        _file.Seek(0, SeekOrigin.End);
        if (end > _file.Length)
            _file.WriteByte((byte)'\n');
    }

    private static ManifestEntry? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ManifestJson.Default.ManifestEntry);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Each file is read once, also one of a thousand messages.</summary>
    private Task<bool> IsIntactAsync(ManifestFile file)
    {
        lock (_sync)
        {
            if (!_checks.TryGetValue(file.Path, out Lazy<Task<bool>>? check))
                _checks[file.Path] = check = new Lazy<Task<bool>>(() => Task.Run(() => HoldsAsync(Path.Combine(_target, file.Path), file.Length, file.Sha256)));
            return check.Value;
        }
    }

    /// <summary>True when the file has these bytes.</summary>
    public static async Task<bool> HoldsAsync(string path, long length, string sha256)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.Asynchronous);
            return file.Length == length && Convert.ToHexStringLower(await SHA256.HashDataAsync(file).ConfigureAwait(false)) == sha256;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
