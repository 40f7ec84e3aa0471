using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using Veeam365.Backup.Core.Files;

namespace Veeam365.Backup.Core.Repositories.Stores;

/// <summary>
/// A store in a folder. Every object is a file. Durability: temporary file, fsync, rename (or link, when it must not replace one), fsync of the folder.
/// Leftovers of a crash lie in the folder "tmp", which is not part of the store and is tidied by later puts.
/// </summary>
internal sealed class FolderStore : IObjectStore
{
    private const string TemporaryFolder = "tmp";
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromDays(1);
    private readonly string _root;
    private int _tidied;

    /// <summary>Opens the folder, which must exist.</summary>
    public FolderStore(string root) => _root = Path.GetFullPath(root);

    /// <summary>True when the folder holds files or folders that no store made (which a listing does not show).</summary>
    public static bool HoldsForeignFiles(string root)
    {
        foreach (string entry in Directory.EnumerateFileSystemEntries(root))
        {
            string name = Path.GetFileName(entry);
            // A freshly made ext4 volume has lost+found.
            if (!StoreKey.IsValid(name) && name != "lost+found")
                return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public StoreCapabilities Capabilities { get; } = new(ConditionalPut: true, StoredChecksum: false, ChecksumOnPut: false);

    /// <inheritdoc/>
    public async Task<PutResult> PutAsync(PutRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string path = PathOf(request.Key);
        try
        {
            RequireRoot();
            if (request.IfAbsent && File.Exists(path))
                return PutResult.Exists;
            EnsureFolder(Path.GetDirectoryName(path)!);
            string temporary = NewTemporaryPath();
            try
            {
                await WriteTemporaryAsync(temporary, request.Content, cancellationToken);
                return Publish(temporary, path, request.IfAbsent);
            }
            catch
            {
                DeleteQuietly(temporary);
                throw;
            }
        }
        catch (Exception e) when (FolderErrors.Translate(e, _root, "write") is { } translated)
        {
            throw translated;
        }
    }

    /// <inheritdoc/>
    public Task<int> ReadAsync(string key, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        string path = PathOf(key);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Sharing everything spares a lock that Unix would take; objects do not change. A disk has no asynchronous reads there: they would only cost the way to another thread.
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            int total = 0;
            while (total < buffer.Length)
            {
                int read = RandomAccess.Read(file, buffer.Span[total..], offset + total);
                if (read == 0)
                    break;
                total += read;
            }

            return Task.FromResult(total);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            RequireRoot();
            throw new StoreObjectMissingException(key, e);
        }
        catch (Exception e) when (FolderErrors.Translate(e, _root, "read") is { } translated)
        {
            throw translated;
        }
    }

    /// <inheritdoc/>
    public Task<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            FileInfo file = new(PathOf(key));
            if (Describe(key, file) is { } found)
                return Task.FromResult<StoredObject?>(found);
            RequireRoot();
            return Task.FromResult<StoredObject?>(null);
        }
        catch (Exception e) when (FolderErrors.Translate(e, _root, "read") is { } translated)
        {
            throw translated;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, string? startAfter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        StoreKey.CheckPrefix(prefix);
        await Task.CompletedTask;
        RequireRoot();
        string folder = prefix.Length == 0 ? _root : PathOf(prefix[..^1]);
        using IEnumerator<StoredObject> walk = Walk(folder, prefix, startAfter).GetEnumerator();
        while (MoveNext(walk))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return walk.Current;
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string path = PathOf(key);
        try
        {
            RequireRoot();
            if (File.Exists(path))
            {
                File.Delete(path);
                UnixFiles.FlushFolder(Path.GetDirectoryName(path)!);
            }

            return Task.CompletedTask;
        }
        catch (Exception e) when (FolderErrors.Translate(e, _root, "delete") is { } translated)
        {
            throw translated;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task WriteTemporaryAsync(string temporary, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        // Preallocating makes a full disk show before anything is written.
        using SafeFileHandle file = File.OpenHandle(
            temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.None, preallocationSize: content.Length);
        long offset = 0;
        foreach (ReadOnlyMemory<byte> piece in content)
        {
            await RandomAccess.WriteAsync(file, piece, offset, cancellationToken);
            offset += piece.Length;
        }

        RandomAccess.FlushToDisk(file);
    }

    private static PutResult Publish(string temporary, string path, bool ifAbsent)
    {
        if (!ifAbsent)
        {
            File.Move(temporary, path, overwrite: true);
        }
        else if (!ExclusiveMove.Try(temporary, path))
        {
            DeleteQuietly(temporary);
            return PutResult.Exists;
        }

        UnixFiles.FlushFolder(Path.GetDirectoryName(path)!);
        return PutResult.Stored;
    }

    /// <summary>Null when the file is not there: another process may delete it between a listing of its folder and the look at it.</summary>
    private static StoredObject? Describe(string key, FileInfo file)
    {
        try
        {
            return file.Exists ? new(key, file.Length, null, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero)) : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private bool MoveNext(IEnumerator<StoredObject> walk)
    {
        try
        {
            return walk.MoveNext();
        }
        catch (Exception e) when (FolderErrors.Translate(e, _root, "list") is { } translated)
        {
            throw translated;
        }
    }

    private static IEnumerable<StoredObject> Walk(string folder, string prefix, string? startAfter)
    {
        foreach ((string name, FileSystemInfo entry) in Entries(folder, prefix.Length == 0))
        {
            string key = prefix + name;
            if (entry is FileInfo file)
            {
                if ((startAfter is null || string.CompareOrdinal(key, startAfter) > 0) && Describe(key, file) is { } described)
                    yield return described;
                continue;
            }

            // A folder all of whose keys sort before the start is not entered.
            if (startAfter is not null && string.CompareOrdinal(key, startAfter) < 0 && !startAfter.StartsWith(key, StringComparison.Ordinal))
                continue;
            foreach (StoredObject found in Walk(entry.FullName, key, startAfter))
                yield return found;
        }
    }

    /// <summary>The entries of a folder in the order of their keys: a folder sorts as its name and a slash.</summary>
    private static List<(string Name, FileSystemInfo Entry)> Entries(string folder, bool isRoot)
    {
        List<(string Name, FileSystemInfo Entry)> entries = [];
        foreach (FileSystemInfo entry in Present(new DirectoryInfo(folder)))
        {
            bool isFolder = entry is DirectoryInfo;
            if (!StoreKey.IsValid(entry.Name) || (isRoot && isFolder && entry.Name == TemporaryFolder))
                continue;
            entries.Add((isFolder ? entry.Name + "/" : entry.Name, entry));
        }

        entries.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return entries;
    }

    private static FileSystemInfo[] Present(DirectoryInfo directory)
    {
        try
        {
            return directory.GetFileSystemInfos();
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A leftover in "tmp" is harmless; a later put tidies it.
        }
    }

    private string PathOf(string key) => Path.Combine(_root, StoreKey.Check(key).Replace('/', Path.DirectorySeparatorChar));

    private void RequireRoot()
    {
        if (!Directory.Exists(_root))
            throw StoreFault.PlaceMissing($"The folder '{_root}'");
    }

    private string NewTemporaryPath()
    {
        string folder = Path.Combine(_root, TemporaryFolder);
        PrivateFolder.Create(folder);
        if (Interlocked.Exchange(ref _tidied, 1) == 0)
            Tidy(folder);
        return Path.Combine(folder, Guid.NewGuid().ToString("N"));
    }

    private static void Tidy(string folder)
    {
        DateTime old = DateTime.UtcNow - LeftoverAge;
        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles())
        {
            if (file.LastWriteTimeUtc < old)
                DeleteQuietly(file.FullName);
        }
    }

    private void EnsureFolder(string folder)
    {
        if (Directory.Exists(folder))
            return;
        string parent = Path.GetDirectoryName(folder)!;
        if (!string.Equals(folder, _root, StringComparison.Ordinal))
            EnsureFolder(parent);
        PrivateFolder.Create(folder);
        UnixFiles.FlushFolder(parent);
    }
}
