using System.Runtime.CompilerServices;
using System.Text.Json;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Restore;

/// <summary>Restores one workload of one object, folder by folder.</summary>
internal sealed class ObjectRestore(RestorePointExplorer explorer, RestoreRequest request, PlannedObject planned, IObjectTarget target, RestoreOptions options)
{
    private readonly Dictionary<string, TargetFolder> _entered = new(StringComparer.Ordinal);
    private ObjectFolders _folders = null!;
    private TargetFolder _root = TargetFolder.Root;

    /// <param name="report">Told of each item.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task RunAsync(Action<RestoreItem, WriteResult?, BackupException?> report, CancellationToken cancellationToken)
    {
        _folders = await ObjectFolders.ReadAsync(explorer, planned.Identity, cancellationToken).ConfigureAwait(false);
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        foreach (string name in (request.TargetFolder ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            _root = await target.EnterFolderAsync(_root, new FolderToWrite(name, null), cancellationToken).ConfigureAwait(false);
        await Parallel.ForEachAsync(
            PlacesAsync(report, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = options.ItemConcurrency, CancellationToken = cancellationToken },
            async (place, token) => await WriteAsync(place.Folder, place.Item, report, token).ConfigureAwait(false)).ConfigureAwait(false);
        await target.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Errors that concern one item; others end the object.</summary>
    internal static bool CostsOneItem(BackupException error) => error is TargetItemException or DataDamagedException or SourceItemException or ItemVanishedException or NotFoundException;

    private async Task WriteAsync(TargetFolder folder, RestoreItem item, Action<RestoreItem, WriteResult?, BackupException?> report, CancellationToken cancellationToken)
    {
        try
        {
            report(item, await target.WriteAsync(folder, new ItemToWrite(explorer, item), cancellationToken).ConfigureAwait(false), null);
        }
        catch (BackupException e) when (CostsOneItem(e))
        {
            report(item, null, e);
        }
        catch (JsonException e)
        {
            report(item, null, new DataDamagedException("Item.PropertiesDamaged", "What the restore point holds of it does not parse.", "Validate the repository (Test-BackupRepository -Data).", e));
        }
    }

    /// <summary>Items with the folder that each goes to. Folders are entered here, one after the other, when the first item needs them.</summary>
    private async IAsyncEnumerable<(TargetFolder Folder, RestoreItem Item)> PlacesAsync(
        Action<RestoreItem, WriteResult?, BackupException?> report, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach ((string? folderKey, IAsyncEnumerable<RestoreItem> items) in GroupsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (request.TargetFolder is null && _folders.IsRecoverable(folderKey))
                continue;
            await foreach (RestoreItem item in items.ConfigureAwait(false))
            {
                (TargetFolder? folder, BackupException? error) = await TryEnterAsync(folderKey, cancellationToken).ConfigureAwait(false);
                if (folder is not null)
                    yield return (folder, item);
                else
                    report(item, null, error);
            }
        }
    }

    private async Task<(TargetFolder? Folder, BackupException? Error)> TryEnterAsync(string? folderKey, CancellationToken cancellationToken)
    {
        try
        {
            return (await EnterAsync(folderKey, cancellationToken).ConfigureAwait(false), null);
        }
        catch (BackupException e) when (CostsOneItem(e))
        {
            return (null, e);
        }
    }

    private async IAsyncEnumerable<(string? FolderKey, IAsyncEnumerable<RestoreItem> Items)> GroupsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request.Items is { } chosen)
        {
            RestoreItem[] own = [.. chosen.Where(i => i.Identity.Key == planned.Identity.Key)];
            await EnterNamedAsync(own.Where(i => i.Version.Kind == ItemKind.Folder), cancellationToken).ConfigureAwait(false);
            foreach (IGrouping<string?, RestoreItem> group in own.Where(RestorePlanner.CanWrite).GroupBy(i => i.Version.ParentKey))
                yield return (group.Key, group.ToAsyncEnumerable());
            yield break;
        }

        bool isEverything = request.Query with { ObjectName = null, Workloads = null, IncludeFolders = false } == new RestoreQuery();
        if (isEverything)
            await EnterNamedAsync(_folders.InOrder, cancellationToken).ConfigureAwait(false);
        yield return (null, FindAsync(null, cancellationToken));
        foreach (RestoreItem folder in _folders.InOrder)
            yield return (folder.Version.Key, FindAsync(folder.Version.Key, cancellationToken));
    }

    /// <summary>Items that lie directly in a folder; null for the top.</summary>
    private IAsyncEnumerable<RestoreItem> FindAsync(string? folderKey, CancellationToken cancellationToken) =>
        explorer.FindInAsync(planned.Identity, request.Query with { IncludeFolders = false }, folderKey ?? "", cancellationToken).Where(RestorePlanner.CanWrite);

    /// <summary>Folders that are restored for their own sake, empty ones too.</summary>
    private async Task EnterNamedAsync(IEnumerable<RestoreItem> folders, CancellationToken cancellationToken)
    {
        foreach (RestoreItem folder in folders)
        {
            if (request.TargetFolder is not null || !_folders.IsRecoverable(folder.Version.Key))
                await TryEnterAsync(folder.Version.Key, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<TargetFolder> EnterAsync(string? folderKey, CancellationToken cancellationToken)
    {
        if (folderKey is null || _folders.Find(folderKey) is not { } folder)
            return _root;
        if (_entered.TryGetValue(folderKey, out TargetFolder? known))
            return known;
        TargetFolder parent = await EnterAsync(folder.Version.ParentKey, cancellationToken).ConfigureAwait(false);
        return _entered[folderKey] = await target.EnterFolderAsync(parent, await DescribeAsync(folder, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private async Task<FolderToWrite> DescribeAsync(RestoreItem folder, CancellationToken cancellationToken)
    {
        using JsonDocument? properties = planned.Identity.Workload == Workload.Calendar
            ? await new ItemToWrite(explorer, folder).ReadPropertiesAsync(cancellationToken).ConfigureAwait(false)
            : null;
        return new FolderToWrite(folder.Version.Name, folder.Version.Key)
        {
            IsHidden = folder.Version.Flags.HasFlag(ItemFlags.IsHidden),
            CreatedAt = folder.Version.CreatedAt,
            ModifiedAt = folder.Version.ModifiedAt,
            IsDefault = properties?.RootElement.TryGetProperty("isDefaultCalendar", out JsonElement isDefault) == true && isDefault.ValueKind == JsonValueKind.True,
        };
    }
}
