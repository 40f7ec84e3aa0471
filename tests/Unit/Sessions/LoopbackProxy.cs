using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Veeam365.Backup.Tests.Sessions;

/// <summary>Stands between a program and a server on this machine, and can be cut like a network.</summary>
internal sealed class LoopbackProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<TcpClient, byte> _open = new();
    private readonly Task _accepting;
    private volatile bool _isDown;

    public LoopbackProxy(int targetPort)
    {
        _target = targetPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Breaks every connection; new ones are let through.</summary>
    public void BreakConnections()
    {
        foreach (TcpClient client in _open.Keys)
            client.Close();
    }

    /// <summary>Breaks every connection and each new one, until <see cref="Restore"/>.</summary>
    public void Cut()
    {
        _isDown = true;
        BreakConnections();
    }

    public void Restore() => _isDown = false;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        BreakConnections();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient { NoDelay = true })
        {
            try
            {
                client.NoDelay = true;
                _open.TryAdd(client, 0);
                if (_isDown)
                    return;
                await server.ConnectAsync(IPAddress.Loopback, _target);
                NetworkStream near = client.GetStream(), far = server.GetStream();
                await Task.WhenAny(near.CopyToAsync(far), far.CopyToAsync(near));
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // Cut, as asked for.
            }
            finally
            {
                _open.TryRemove(client, out _);
            }
        }
    }
}
