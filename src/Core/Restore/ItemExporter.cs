using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;
using Veeam365.Backup.Core.Files;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>
/// Writes items below a folder: messages and posts of groups as .eml, contacts as .vcf, events as .ics, files as they are, everything else as the JSON that it is, each in the tree it came from, with their times. Hostile names cannot leave the
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
            // A copy's stream has compared what it gave with the hash in the repository.
            (long length, Sha256Hash hash) = HasFormat(item)
                ? await ConvertAsync(item, content, temporary, cancellationToken).ConfigureAwait(false)
                : (await CopyAsync(content, temporary, item.Version.ModifiedAt, cancellationToken).ConfigureAwait(false), item.Version.Content!.Hash);
            string path = _names.Take(item, temporary);
            if (options.IncludeJson)
                await ExportJsonAsync(item, path, cancellationToken).ConfigureAwait(false);
            return new ExportedItem(item, path, length, hash, null);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static bool HasFormat(RestoreItem item) => item.Version.Kind is ItemKind.Contact or ItemKind.Event || ExportNames.IsMail(item);

    /// <summary>Writes the item in the format that other programs read.</summary>
    private async Task<(long Length, Sha256Hash Hash)> ConvertAsync(RestoreItem item, Stream content, string path, CancellationToken cancellationToken)
    {
        await using EmbeddedContents contents = await EmbeddedContents.ReadAsync(content, () => _names.TemporaryFor(item), cancellationToken).ConfigureAwait(false);
        await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous))
            await (item.Version.Kind switch
            {
                ItemKind.Contact => new ContactCard(contents, file).WriteAsync(item.Version.Name, cancellationToken),
                ItemKind.Event => new EventCalendar(contents, file).WriteAsync(cancellationToken),
                _ => new PostMessage(contents, file).WriteAsync(item.Version.Name, item.Identity.Object.Address, cancellationToken),
            }).ConfigureAwait(false);
        if (item.Version.ModifiedAt is { } modified)
            File.SetLastWriteTimeUtc(path, modified.UtcDateTime);
        await using var written = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.Asynchronous);
        byte[] hash = await SHA256.HashDataAsync(written, cancellationToken).ConfigureAwait(false);
        return (written.Length, new Sha256Hash(hash));
    }

    private async Task ExportJsonAsync(RestoreItem item, string path, CancellationToken cancellationToken)
    {
        await using Stream? json = HasFormat(item)
            ? await explorer.OpenContentAsync(item, cancellationToken).ConfigureAwait(false)
            : await explorer.OpenPropertiesAsync(item, cancellationToken).ConfigureAwait(false);
        if (json is null)
            return;
        string temporary = _names.TemporaryFor(item);
        try
        {
            await CopyAsync(json, temporary, modified: null, cancellationToken).ConfigureAwait(false);
            _names.TakeBeside(path, temporary);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static async Task<long> CopyAsync(Stream content, string path, DateTimeOffset? modified, CancellationToken cancellationToken)
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
            if (modified is { } time)
                File.SetLastWriteTimeUtc(file, time.UtcDateTime);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return length;
    }
}
