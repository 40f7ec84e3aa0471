using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>
/// Writes items below a folder, or into an archive: messages and posts of groups as .eml or mbox, contacts as .vcf, events as .ics, list items, pages and posts as JSON with a page to read beside it, files as they are, everything
/// else as the JSON that it is, each in the tree it came from, with their times. Hostile names cannot leave the folder. A file appears under its name only once it is complete and verified. What the manifest of an earlier export
/// lists, and is intact, is left as it is.
/// </summary>
public sealed class ItemExporter
{
    private const int Concurrency = 4;
    private const int BufferSize = 128 << 10;

    private readonly RestorePointExplorer _explorer;
    private readonly ExportOptions _options;
    private readonly ExportTarget? _shared;
    private ExportTarget? _target;

    /// <summary>An exporter with a target of its own, which is complete when an export ends.</summary>
    public ItemExporter(RestorePointExplorer explorer, ExportOptions options) => (_explorer, _options) = (explorer, options);

    /// <summary>An exporter to a target that others write to as well; whoever opened it finishes it.</summary>
    public ItemExporter(RestorePointExplorer explorer, ExportTarget target) => (_explorer, _options, _shared, _target) = (explorer, target.Options, target, target);

    private ExportTarget Target => _target!;

    /// <summary>Exports the items side by side; results come as they are done. A failing item is a result with an error, not an exception.</summary>
    /// <exception cref="InvalidSettingException">The target cannot be written at all.</exception>
    public async IAsyncEnumerable<ExportedItem> ExportAsync(IAsyncEnumerable<RestoreItem> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _target = _shared ?? ExportTarget.Open(_options);
        Channel<ExportedItem> done = Channel.CreateBounded<ExportedItem>(Concurrency * 4);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task work = RunAsync(items, done.Writer, stop.Token);
        try
        {
            await foreach (ExportedItem item in done.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return item;
            if (_shared is null)
                await Target.FinishAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_shared is null)
                await Target.DisposeAsync().ConfigureAwait(false);
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
            if (item.Version.Kind == ItemKind.Folder)
                return new ExportedItem(item, Target.Place.Display(Target.Names.FolderOf(item, item.Version.Name)), 0, null, null);
            if (await Target.Manifest.FindIntactAsync(item, _options.IncludeJson, _options.Format, cancellationToken).ConfigureAwait(false) is { } earlier)
                return Skipped(item, earlier);
            return _options.Format == ExportFormat.Mbox && item.Version.Kind == ItemKind.Message
                ? await ExportToMboxAsync(item, cancellationToken).ConfigureAwait(false)
                : await ExportFileAsync(item, cancellationToken).ConfigureAwait(false);
        }
        catch (BackupException e)
        {
            return new ExportedItem(item, null, 0, null, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ExportedItem(item, null, 0, null, ExportErrors.Of(e, _options.TargetFolder));
        }
    }

    private ExportedItem Skipped(RestoreItem item, ManifestEntry earlier)
    {
        string path = Target.Place.Display(earlier.Files[0].Path);
        ExportedItem found = earlier.Offset is null
            ? new ExportedItem(item, path, earlier.Files[0].Length, Sha256Hash.Parse(earlier.Files[0].Sha256), null)
            : new ExportedItem(item, path, item.Version.Content!.Length, item.Version.Content.Hash, null);
        return found with { IsSkipped = true };
    }

    private static bool HasFormat(RestoreItem item) => item.Version.Kind is ItemKind.Contact or ItemKind.Event || ExportNames.IsMail(item);

    private static bool HasPage(RestoreItem item) => item.Version.Kind is ItemKind.ListItem or ItemKind.Page or ItemKind.Post && !ExportNames.IsMail(item);

    private async Task<ExportedItem> ExportToMboxAsync(RestoreItem item, CancellationToken cancellationToken)
    {
        string temporary = Target.Place.NewTemporaryFile();
        try
        {
            long length = await FetchAsync(item, temporary, cancellationToken).ConfigureAwait(false);
            string path = await Target.Mailboxes.AddAsync(item, temporary, cancellationToken).ConfigureAwait(false);
            return new ExportedItem(item, path, length, item.Version.Content!.Hash, null);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private async Task<ExportedItem> ExportFileAsync(RestoreItem item, CancellationToken cancellationToken)
    {
        string temporary = Target.Place.NewTemporaryFile();
        bool isPlaced = false;
        try
        {
            (long length, Sha256Hash hash) = HasFormat(item)
                ? await ConvertAsync(item, temporary, cancellationToken).ConfigureAwait(false)
                : (await FetchAsync(item, temporary, cancellationToken).ConfigureAwait(false), item.Version.Content!.Hash); // the stream has compared what it gave with the hash in the repository
            (string stem, string extension) = ExportNames.NameOf(item);
            ManifestFile file = await PlaceAsync(item, temporary, stem, extension, new ManifestFile("", length, hash.ToString()), cancellationToken).ConfigureAwait(false);
            isPlaced = true;
            List<ManifestFile> files = [file];
            await AddBesideAsync(item, files, cancellationToken).ConfigureAwait(false);
            Target.Manifest.Add(ManifestEntry.Of(item, files));
            return new ExportedItem(item, Target.Place.Display(file.Path), length, hash, null);
        }
        finally
        {
            if (!isPlaced)
                File.Delete(temporary);
        }
    }

    private async Task<ManifestFile> PlaceAsync(RestoreItem item, string temporary, string stem, string extension, ManifestFile file, CancellationToken cancellationToken)
    {
        do
            file = file with { Path = Target.Names.Next(item, stem, extension) };
        while (!await Target.Place.TryPlaceAsync(temporary, file, cancellationToken).ConfigureAwait(false));
        return file;
    }

    /// <summary>Writes the page to read, or what the source told, beside the item, under its name.</summary>
    private async Task AddBesideAsync(RestoreItem item, List<ManifestFile> files, CancellationToken cancellationToken)
    {
        string name = Path.GetFileName(files[0].Path);
        if (HasPage(item))
            files.Add(await AddBesideAsync(item, Path.GetFileNameWithoutExtension(name), ".html", path => WritePageAsync(item, path, cancellationToken), cancellationToken).ConfigureAwait(false));
        else if (_options.IncludeJson && (HasFormat(item) || item.Version.Properties is not null))
            files.Add(await AddBesideAsync(item, name, ".json", path => WriteJsonAsync(item, path, cancellationToken), cancellationToken).ConfigureAwait(false));
    }

    private async Task<ManifestFile> AddBesideAsync(RestoreItem item, string stem, string extension, Func<string, Task> write, CancellationToken cancellationToken)
    {
        string temporary = Target.Place.NewTemporaryFile();
        try
        {
            await write(temporary).ConfigureAwait(false);
            (long length, Sha256Hash hash) = await MeasureAsync(temporary, cancellationToken).ConfigureAwait(false);
            return await PlaceAsync(item, temporary, stem, extension, new ManifestFile("", length, hash.ToString()), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private async Task<long> FetchAsync(RestoreItem item, string path, CancellationToken cancellationToken)
    {
        await using Stream content = await _explorer.OpenContentAsync(item, cancellationToken).ConfigureAwait(false);
        return await CopyAsync(content, path, item.Version.ModifiedAt, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the item in the format that other programs read.</summary>
    private async Task<(long Length, Sha256Hash Hash)> ConvertAsync(RestoreItem item, string path, CancellationToken cancellationToken)
    {
        await using Stream content = await _explorer.OpenContentAsync(item, cancellationToken).ConfigureAwait(false);
        await using EmbeddedContents contents = await EmbeddedContents.ReadAsync(content, Target.Place.NewTemporaryFile, cancellationToken).ConfigureAwait(false);
        await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous))
            await (item.Version.Kind switch
            {
                ItemKind.Contact => new ContactCard(contents, file).WriteAsync(item.Version.Name, cancellationToken),
                ItemKind.Event => new EventCalendar(contents, file).WriteAsync(cancellationToken),
                _ => new PostMessage(contents, file).WriteAsync(item.Version.Name, item.Identity.Object.Address, cancellationToken),
            }).ConfigureAwait(false);
        if (item.Version.ModifiedAt is { } modified)
            File.SetLastWriteTimeUtc(path, modified.UtcDateTime);
        return await MeasureAsync(path, cancellationToken).ConfigureAwait(false);
    }

    private async Task WritePageAsync(RestoreItem item, string path, CancellationToken cancellationToken)
    {
        await using Stream content = await _explorer.OpenContentAsync(item, cancellationToken).ConfigureAwait(false);
        await using EmbeddedContents contents = await EmbeddedContents.ReadAsync(content, Target.Place.NewTemporaryFile, cancellationToken).ConfigureAwait(false);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous);
        await new ReadablePage(contents, item).WriteAsync(file, cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteJsonAsync(RestoreItem item, string path, CancellationToken cancellationToken)
    {
        await using Stream json = HasFormat(item)
            ? await _explorer.OpenContentAsync(item, cancellationToken).ConfigureAwait(false)
            : (await _explorer.OpenPropertiesAsync(item, cancellationToken).ConfigureAwait(false))!;
        await CopyAsync(json, path, modified: null, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<(long Length, Sha256Hash Hash)> MeasureAsync(string path, CancellationToken cancellationToken)
    {
        await using var written = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.Asynchronous);
        byte[] hash = await SHA256.HashDataAsync(written, cancellationToken).ConfigureAwait(false);
        return (written.Length, new Sha256Hash(hash));
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
