using Veeam365.Backup.Core.Repositories.Jet.Esent;

namespace Veeam365.Backup.Core.Repositories.Jet;

/// <summary>The repositories that this process has open. The last who leaves one closes it; who comes meanwhile waits until it is closed.</summary>
internal sealed class JetFolders
{
    private static readonly StringComparer Comparer = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
    private readonly Lock _sync = new();
    private readonly Dictionary<string, Entry> _open = new(Comparer);
    private readonly Dictionary<string, Task> _closing = new(Comparer);
    private readonly Lazy<Task> _engine = new(() => Task.Run(Prepare));

    /// <summary>
    /// Those of the process. Static because what it stands for is: esent.dll keeps its instances and its cache per process, and no two instances may open one file.
    /// </summary>
    public static JetFolders OfProcess { get; } = new();

    /// <summary>Takes a share in a repository; <see cref="ReturnAsync"/> gives it back.</summary>
    public JetFolder Take(string path, JetOptions options, TimeProvider clock)
    {
        string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        lock (_sync)
        {
            if (!_open.TryGetValue(root, out Entry? entry))
            {
                Task closed = _closing.GetValueOrDefault(root, Task.CompletedTask);
                _open[root] = entry = new Entry(new JetFolder(root, options, () => ReadyAsync(closed), clock));
            }

            entry.Users++;
            return entry.Folder;
        }
    }

    /// <summary>Gives a share back.</summary>
    public async Task ReturnAsync(JetFolder folder)
    {
        Task closing;
        lock (_sync)
        {
            Entry entry = _open[folder.Root];
            if (--entry.Users > 0)
                return;
            _open.Remove(folder.Root);
            _closing[folder.Root] = closing = Task.Run(folder.Dispose);
        }

        try
        {
            await closing;
        }
        finally
        {
            lock (_sync)
            {
                if (_closing.GetValueOrDefault(folder.Root) == closing)
                    _closing.Remove(folder.Root);
            }
        }
    }

    private async Task ReadyAsync(Task closed)
    {
        // How closing ended is told to whoever closed it.
        await closed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _engine.Value;
    }

    /// <summary>Sets what all instances of the process share.</summary>
    internal static void Prepare()
    {
        try
        {
            EsentInstance.SetGlobal(EsentParameter.DatabasePageSize, JetDatabase.PageSize);
            EsentInstance.SetGlobal(EsentParameter.MaxInstances, 1024);
            EsentInstance.SetGlobal(EsentParameter.CacheSizeMax, (64 << 20) / JetDatabase.PageSize);
        }
        catch (EsentException e) when (e.Error == EsentError.errAlreadyInitialized)
        {
            // Something else in this process uses the engine already. If its pages are smaller, opening says so.
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw JetErrors.Unavailable(e);
        }
    }

    private sealed class Entry(JetFolder folder)
    {
        public JetFolder Folder { get; } = folder;

        public int Users { get; set; }
    }
}
