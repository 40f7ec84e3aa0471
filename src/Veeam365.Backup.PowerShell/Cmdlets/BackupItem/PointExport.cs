using System.Threading.Channels;
using Veeam365.Backup.Core.Restore;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>The export of items of one restore point.</summary>
internal sealed class PointExport : IAsyncDisposable
{
    private const int Capacity = 64;

    private readonly Channel<RestoreItem> _items = Channel.CreateBounded<RestoreItem>(Capacity);
    private readonly RestorePointExplorer _explorer;
    private readonly Task _running;

    /// <summary>Begins; the explorer is disposed with the export.</summary>
    public PointExport(RestorePointExplorer explorer, ExportTarget target, Action<ExportedItem> report, CancellationToken stop)
    {
        _explorer = explorer;
        _running = Task.Run(() => RunAsync(new ItemExporter(explorer, target), report, stop), CancellationToken.None);
    }

    /// <summary>Everything but folders in the restore point.</summary>
    public IAsyncEnumerable<RestoreItem> ListAsync(RestoreQuery query, CancellationToken cancellationToken) => _explorer.FindAsync(query, cancellationToken);

    /// <summary>Takes an item; waits while too many are waiting.</summary>
    public async Task AddAsync(RestoreItem item, CancellationToken cancellationToken)
    {
        try
        {
            await _items.Writer.WriteAsync(item, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            // The export ended before its time: its own error says why.
            await _running.ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits until all items are written.</summary>
    public Task FinishAsync()
    {
        _items.Writer.TryComplete();
        return _running;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _items.Writer.TryComplete();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _explorer.DisposeAsync().ConfigureAwait(false);
    }

    private async Task RunAsync(ItemExporter exporter, Action<ExportedItem> report, CancellationToken stop)
    {
        try
        {
            await foreach (ExportedItem exported in exporter.ExportAsync(_items.Reader.ReadAllAsync(stop), stop).ConfigureAwait(false))
                report(exported);
        }
        finally
        {
            _items.Writer.TryComplete();
        }
    }
}
