using System.Diagnostics;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.PowerShell.Pipeline;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>An export that takes items as the pipeline brings them and writes results as they come.</summary>
internal sealed class ExportWork(BackupServices services, ExportTarget target, IOutput output) : IAsyncDisposable
{
    private readonly Dictionary<Guid, PointExport> _exports = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private long _items;
    private long _bytes;
    private long _expected;
    private long _skipped;

    /// <summary>Takes one item.</summary>
    public async Task AddAsync(BackupItemView item, CancellationToken cancellationToken)
    {
        PointExport export = await OpenAsync(item.Point, cancellationToken).ConfigureAwait(false);
        await export.AddAsync(item.Item, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes everything in a restore point, or what a query finds of it.</summary>
    public async Task AddAllAsync(RestorePoint point, RestoreQuery query, CancellationToken cancellationToken)
    {
        if (query == new RestoreQuery())
            Interlocked.Add(ref _expected, point.Items);
        PointExport export = await OpenAsync(point, cancellationToken).ConfigureAwait(false);
        await foreach (RestoreItem item in export.ListAsync(query, cancellationToken).ConfigureAwait(false))
            await export.AddAsync(item, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until all that was taken is written.</summary>
    public async Task FinishAsync()
    {
        foreach (PointExport export in _exports.Values)
            await export.FinishAsync().ConfigureAwait(false);
        await target.FinishAsync(_stop.Token).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        foreach (PointExport export in _exports.Values)
            await export.DisposeAsync().ConfigureAwait(false);
        await target.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task<PointExport> OpenAsync(RestorePoint point, CancellationToken cancellationToken)
    {
        if (_exports.TryGetValue(point.Id, out PointExport? open))
            return open;
        RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(services, point, cancellationToken).ConfigureAwait(false);
        return _exports[point.Id] = new PointExport(explorer, target, Report, _stop.Token);
    }

    private void Report(ExportedItem exported)
    {
        if (exported.Error is { } error)
            output.WriteError(error, exported.Item.Version.Name);
        else
            output.Write(new ExportedItemView(exported));
        long items = Interlocked.Increment(ref _items);
        long bytes = Interlocked.Add(ref _bytes, exported.IsSkipped ? 0 : exported.Length);
        if (exported.IsSkipped)
            Interlocked.Increment(ref _skipped);
        output.ShowProgress([LineOf(items, bytes)]);
    }

    private ProgressLine LineOf(long items, long bytes)
    {
        long expected = Interlocked.Read(ref _expected);
        string of = expected > 0 ? $" of {Readable.Count(expected)}" : "";
        double? fraction = expected > 0 ? Math.Min(1, (double)items / expected) : null;
        string status = $"{Readable.Count(items)}{of} items, {Readable.Bytes(bytes)} at {Readable.Bytes(bytes / _watch.Elapsed.TotalSeconds)}/s{Skipped()}";
        return new ProgressLine(0, $"Exporting to {target.Options.TargetFolder}", status, fraction);
    }

    private string Skipped() => Interlocked.Read(ref _skipped) is var skipped and > 0 ? $", {Readable.Count(skipped)} were there" : "";
}
