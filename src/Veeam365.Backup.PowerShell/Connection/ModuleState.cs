using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Remoting;

namespace Veeam365.Backup.PowerShell.Connection;

/// <summary>What the module keeps for one runspace: the open configuration and the sessions that run in the background. Safe for concurrent use.</summary>
internal sealed class ModuleState : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ConnectionTarget _target = ConnectionTarget.Default;
    private BackupServices? _services;

    /// <summary>Sessions started with -Wait:$false.</summary>
    public BackgroundSessions Background { get; } = new();

    /// <summary>What was connected to, or will be.</summary>
    public ConnectionTarget Target => Volatile.Read(ref _target);

    /// <summary>Says what is opened when it is needed; nothing must be open yet.</summary>
    public void Choose(ConnectionTarget target) => Volatile.Write(ref _target, target);

    /// <summary>The open configuration; opened now if nothing was needed of it before.</summary>
    /// <exception cref="ConfigurationException">It cannot be opened.</exception>
    public async Task<BackupServices> OpenAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _services) is { } open)
            return open;
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _services ??= await BackupServicesFactory.OpenAsync(_target.Configuration, _target.KeyFile, new RemoteExchangeShellFactory(), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Opens another configuration and closes the one that was open.</summary>
    /// <exception cref="ConflictException">Sessions run in the background with the one that is open.</exception>
    /// <exception cref="ConfigurationException">It cannot be opened; the earlier one stays.</exception>
    public async Task<BackupServices> ConnectAsync(ConnectionTarget target, CancellationToken cancellationToken)
    {
        if (Background.Running is > 0 and int running)
        {
            throw new ConflictException(
                "Configuration.InUse", $"{running} session(s) of the open configuration run in the background.", "Wait for them, stop them with Stop-BackupJob, or use Disconnect-BackupConfiguration.");
        }
        BackupServices opened = await BackupServicesFactory.OpenAsync(target.Configuration, target.KeyFile, new RemoteExchangeShellFactory(), cancellationToken).ConfigureAwait(false);
        await ReplaceAsync(target, opened).ConfigureAwait(false);
        return opened;
    }

    /// <summary>Stops background sessions and closes the configuration; the next cmdlet opens the default one.</summary>
    public async Task DisconnectAsync()
    {
        await Background.StopAllAsync().ConfigureAwait(false);
        await ReplaceAsync(ConnectionTarget.Default, null).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await DisconnectAsync().ConfigureAwait(false);

    private async Task ReplaceAsync(ConnectionTarget target, BackupServices? services)
    {
        BackupServices? old;
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            old = _services;
            _services = services;
            _target = target;
        }
        finally
        {
            _gate.Release();
        }
        if (old is not null)
            await old.Configuration.DisposeAsync().ConfigureAwait(false);
    }
}
