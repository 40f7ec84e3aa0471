using Veeam365.Backup.Core.Repositories.Jet.Esent;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.Jet;

/// <summary>The databases of a year, or the catalogue's: an object is in one of them. Opened when they are first needed; a new one is begun when all have reached their size. Safe for concurrent use.</summary>
internal sealed class JetShelf : IDisposable
{
    private readonly string _folder;
    private readonly JetOptions _options;
    private readonly TimeProvider _clock;
    private readonly Func<Task> _engine;
    private readonly SemaphoreSlim _changing = new(1);
    private readonly SemaphoreSlim _opening = new(1);
    private volatile IReadOnlyList<JetDatabase> _files = [];
    private volatile bool _isOpen;

    /// <summary>Creates it; nothing is opened yet.</summary>
    /// <param name="folder">Where the files are.</param>
    /// <param name="options">How they are opened.</param>
    /// <param name="engine">Awaited before the engine is asked for anything.</param>
    /// <param name="clock">Tells how long others are waited for.</param>
    public JetShelf(string folder, JetOptions options, Func<Task> engine, TimeProvider clock)
    {
        _folder = folder;
        _options = options;
        _engine = engine;
        _clock = clock;
    }

    /// <summary>Stores an object.</summary>
    public Task<PutResult> PutAsync(PutRequest request, CancellationToken cancellationToken) => ChangeAsync(() => Put(request), cancellationToken);

    /// <summary>Removes an object; one that is not there is no error.</summary>
    public Task DeleteAsync(string key, CancellationToken cancellationToken) => ChangeAsync(
        () =>
        {
            foreach (JetDatabase file in _files)
                Translated(file.File, "changed", () => file.Delete(key));
            return true;
        },
        cancellationToken);

    /// <summary>Reads from an offset on; null when there is no such object.</summary>
    public async Task<int?> ReadAsync(string key, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        foreach (JetDatabase file in await OpenAsync(cancellationToken))
        {
            if (Translated(file.File, "read", () => file.Read(key, offset, buffer)) is { } read)
                return read;
        }

        return null;
    }

    /// <summary>Size and time of an object; null when there is none.</summary>
    public async Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken)
    {
        foreach (JetDatabase file in await OpenAsync(cancellationToken))
        {
            if (Translated(file.File, "read", () => file.Find(key)) is { } found)
                return found;
        }

        return null;
    }

    /// <summary>The objects of each file, in order.</summary>
    public async Task<IReadOnlyList<IAsyncEnumerable<StoredObject>>> ListAsync(string prefix, string? after, CancellationToken cancellationToken) =>
        [.. (await OpenAsync(cancellationToken)).Select(f => ListAsync(f, prefix, after))];

    /// <summary>Writes the files anew without their empty room, one after the other.</summary>
    /// <returns>The bytes that the disk got back.</returns>
    public Task<long> CompactAsync(Action<string> progress, CancellationToken cancellationToken) => ChangeAsync(
        () =>
        {
            long freed = 0;
            foreach (JetDatabase file in _files)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress(file.File);
                freed += Translated(file.File, "compacted", file.Compact);
            }

            return freed;
        },
        cancellationToken);

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (JetDatabase file in _files)
            file.Dispose();
        _changing.Dispose();
        _opening.Dispose();
    }

    private static async IAsyncEnumerable<StoredObject> ListAsync(JetDatabase file, string prefix, string? after)
    {
        await Task.CompletedTask;
        while (true)
        {
            IReadOnlyList<StoredObject> page = Translated(file.File, "read", () => file.ReadPage(prefix, after));
            foreach (StoredObject found in page)
                yield return found;
            if (!JetDatabase.IsFull(page))
                yield break;
            after = page[^1].Key;
        }
    }

    private static T Translated<T>(string file, string action, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (EsentException e)
        {
            throw JetErrors.Translate(e, file, action);
        }
    }

    private async Task<T> ChangeAsync<T>(Func<T> change, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        await _changing.WaitAsync(cancellationToken);
        try
        {
            // The engine waits for the disk.
            return await Task.Run(change, cancellationToken);
        }
        finally
        {
            _changing.Release();
        }
    }

    private PutResult Put(PutRequest request)
    {
        foreach (JetDatabase file in _files)
        {
            if (!Translated(file.File, "read", () => file.Contains(request.Key)))
                continue;
            return request.IfAbsent ? PutResult.Exists : Store(file, request);
        }

        foreach (JetDatabase file in _files)
        {
            if (!Translated(file.File, "read", () => file.HasRoom(request.Content.Length)))
                continue;
            try
            {
                file.Put(request);
                return PutResult.Stored;
            }
            catch (EsentException e) when (e.Error == EsentError.errOutOfDatabaseSpace)
            {
                file.MarkFull();
            }
            catch (EsentException e)
            {
                throw JetErrors.Translate(e, file.File, "written");
            }
        }

        return Store(AddFile(), request);
    }

    private static PutResult Store(JetDatabase file, PutRequest request) => Translated(file.File, "written", () =>
    {
        file.Put(request);
        return PutResult.Stored;
    });

    private JetDatabase AddFile()
    {
        string path = JetLayout.File(_folder, _files.Count + 1);
        JetDatabase added = Translated(path, "created", () => JetDatabase.Open(path, _options));
        _files = [.. _files, added];
        return added;
    }

    private async Task<IReadOnlyList<JetDatabase>> OpenAsync(CancellationToken cancellationToken)
    {
        if (_isOpen)
            return _files;
        await _engine();
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (!_isOpen)
            {
                foreach (string path in JetLayout.ListFiles(_folder).Skip(_files.Count))
                    _files = [.. _files, await OpenAsync(path, cancellationToken)];
                _isOpen = true;
            }

            return _files;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Opens a file; one that another process has open is waited for, for a while.</summary>
    private async Task<JetDatabase> OpenAsync(string path, CancellationToken cancellationToken)
    {
        long start = _clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await Task.Run(() => JetDatabase.Open(path, _options), cancellationToken);
            }
            catch (EsentException e) when (JetErrors.IsInUse(e) && _clock.GetElapsedTime(start) < _options.Patience)
            {
                await Task.Delay(_options.Pause, _clock, cancellationToken);
            }
            catch (EsentException e)
            {
                throw JetErrors.Translate(e, path, "opened");
            }
        }
    }
}
