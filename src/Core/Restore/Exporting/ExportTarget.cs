using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>Where an export goes: a folder, which an earlier export may have begun, or an archive. One serves exporters of several restore points. Safe for concurrent use.</summary>
public sealed class ExportTarget : IAsyncDisposable
{
    private readonly string? _temporaryManifest;

    private ExportTarget(ExportOptions options, IExportPlace place, ExportManifest manifest, string? temporaryManifest)
    {
        Options = options;
        Place = place;
        Manifest = manifest;
        _temporaryManifest = temporaryManifest;
        Names = new ExportNames(place, manifest.Earlier);
        Mailboxes = new MboxFiles(this);
    }

    /// <summary>How items are exported.</summary>
    public ExportOptions Options { get; }

    internal IExportPlace Place { get; }

    internal ExportManifest Manifest { get; }

    internal ExportNames Names { get; }

    internal MboxFiles Mailboxes { get; }

    /// <summary>Opens it; the manifest of an earlier export is read.</summary>
    /// <exception cref="InvalidSettingException">It cannot be written.</exception>
    /// <exception cref="ConflictException">The archive exists, or another export writes to the folder.</exception>
    public static ExportTarget Open(ExportOptions options)
    {
        try
        {
            return options.Zip ? OpenArchive(options) : OpenFolder(options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ExportErrors.Of(e, options.TargetFolder);
        }
    }

    /// <summary>Completes what is written at the end: mailboxes (mbox) and the archive.</summary>
    /// <exception cref="InvalidSettingException">It cannot be written.</exception>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Mailboxes.FinishAsync(cancellationToken).ConfigureAwait(false);
            if (_temporaryManifest is not null)
            {
                await Manifest.DisposeAsync().ConfigureAwait(false);
                await Place.TryPlaceAsync(_temporaryManifest, new ManifestFile(ExportManifest.FileName, 0, ""), cancellationToken).ConfigureAwait(false);
            }

            await Place.FinishAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ExportErrors.Of(e, Options.TargetFolder);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Mailboxes.Dispose();
        await Manifest.DisposeAsync().ConfigureAwait(false);
        await Place.DisposeAsync().ConfigureAwait(false);
    }

    private static ExportTarget OpenFolder(ExportOptions options)
    {
        var place = new FolderPlace(options.TargetFolder, options.Overwrite);
        // The manifest first: it keeps a second export from tidying what the first one is writing.
        Directory.CreateDirectory(options.TargetFolder);
        ExportManifest manifest = ExportManifest.Open(options.TargetFolder, Path.Combine(options.TargetFolder, ExportManifest.FileName));
        place.Prepare();
        return new ExportTarget(options, place, manifest, null);
    }

    private static ExportTarget OpenArchive(ExportOptions options)
    {
        string path = Path.GetFullPath(options.TargetFolder.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) ? options.TargetFolder : options.TargetFolder + ".zip");
        if (File.Exists(path) && !options.Overwrite)
            throw new ConflictException("Export.Exists", $"The file '{path}' exists.", "Choose another name, or replace it with -Force.");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var place = new ZipPlace(path, options.Overwrite);
        string manifest = place.NewTemporaryFile();
        return new ExportTarget(options with { TargetFolder = path }, place, ExportManifest.Open("", manifest), manifest);
    }
}
