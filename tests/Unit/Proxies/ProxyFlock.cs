using System.Diagnostics;
using System.Globalization;

namespace Veeam365.Backup.Tests.Proxies;

/// <summary>Proxies of a pool as processes of their own.</summary>
internal sealed class ProxyFlock : IAsyncDisposable
{
    private readonly PoolWorld _pool;
    private readonly string? _connection;
    private readonly Process[] _processes;

    public ProxyFlock(PoolWorld pool, int count, string? connection = null)
    {
        _pool = pool;
        _connection = connection;
        _processes = [.. Enumerable.Range(1, count).Select(i => pool.StartProcess($"P{i}", connection))];
    }

    public int Count => _processes.Length;

    public int Kills { get; private set; }

    /// <summary>As kill -9 does.</summary>
    public void Kill(int index)
    {
        if (_processes[index].HasExited)
            return;
        _processes[index].Kill();
        Kills++;
    }

    /// <summary>Starts those again that are dead.</summary>
    public void StartMissing()
    {
        for (int i = 0; i < _processes.Length; i++)
        {
            if (!_processes[i].HasExited)
                continue;
            _processes[i].Dispose();
            _processes[i] = _pool.StartProcess($"P{i + 1}", _connection);
        }
    }

    public void Signal(int index, string signal) =>
        Process.Start("kill", [$"-{signal}", _processes[index].Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();

    public async ValueTask DisposeAsync()
    {
        foreach (Process process in _processes)
        {
            if (!process.HasExited)
                process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
