using System.Buffers;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;
using Veeam365.Backup.Core.Files;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>
/// Writes items below a folder: messages as .eml, files as they are, both in the tree they came from, with their times. Hostile names cannot leave the
/// folder. A file appears under its name only once it is complete and verified.
/// </summary>
public sealed class ItemExporter(RestorePointExplorer explorer, ExportOptions options)
{
    private const int Concurrency = 4;
    private const int BufferSize = 128 << 10;

    private readonly ExportNames _names = new(options);

    /// <summary>Exports the items side by side; results come as they are done. A failing item is a result with an error, not an exception.</summary>
    public async IAsyncEnumerable<ExportedItem> ExportAsync(IAsyncEnumerable<RestoreItem> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Channel<ExportedItem> done = Channel.CreateBounded<ExportedItem>(Concurrency * 4);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task work = RunAsync(items, done.Writer, stop.Token);
        try
        {
            await foreach (ExportedItem item in done.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return item;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunAsync(IAsyncEnumerable<RestoreItem> items, ChannelWriter<ExportedItem> done, CancellationToken cancellationToken)
    {
        Exception? error = null;
        try
        {
            await Parallel.ForEachAsync(
                items,
                new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
                async (item, token) => await done.WriteAsync(await ExportOneAsync(item, token).ConfigureAwait(false), token).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            error = e;
        }
        finally
        {
            done.Complete(error);
        }
    }

    private async Task<ExportedItem> ExportOneAsync(RestoreItem item, CancellationToken cancellationToken)
    {
        try
        {
            return item.Version.Kind == ItemKind.Folder ? ExportFolder(item) : await ExportFileAsync(item, cancellationToken).ConfigureAwait(false);
        }
        catch (BackupException e)
        {
            return new ExportedItem(item, null, 0, null, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            BackupException error = e is IOException io && DiskFull.Is(io)
                ? new StoreFullException("Export.DiskFull", $"No room is left in '{options.TargetFolder}'.", "Free some space or export elsewhere.", e)
                : new InvalidSettingException("Export.CannotWrite", $"Writing below '{options.TargetFolder}' failed: {e.Message}", "Check the folder's rights, or export elsewhere.", e);
            return new ExportedItem(item, null, 0, null, error);
        }
    }

    private ExportedItem ExportFolder(RestoreItem item) => new(item, _names.EnterFolder(item, item.Version.Name), 0, null, null);

    private async Task<ExportedItem> ExportFileAsync(RestoreItem item, CancellationToken cancellationToken)
    {
        await using Stream content = await explorer.OpenContentAsync(item, cancellationToken).ConfigureAwait(false);
        string temporary = _names.TemporaryFor(item);
        try
        {
            long length = await CopyAsync(content, temporary, item.Version, cancellationToken).ConfigureAwait(false);
            string path = _names.Take(item, temporary);
            // The stream has compared what it gave with this hash.
            return new ExportedItem(item, path, length, item.Version.Content!.Hash, null);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static async Task<long> CopyAsync(Stream content, string path, ItemVersion version, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        long length = 0;
        try
        {
            // Written on this thread: on Unix a disk has no asynchronous writes, they would only cost the way to another thread.
            using SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite);
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                RandomAccess.Write(file, buffer.AsSpan(0, read), length);
                length += read;
            }
            if (version.ModifiedAt is { } modified)
                File.SetLastWriteTimeUtc(file, modified.UtcDateTime);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return length;
    }
}
