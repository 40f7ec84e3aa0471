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
        foreach (string name in request.FoldersOf(planned.Identity.Object))
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
            RestoreItem written = await AsWrittenAsync(item, cancellationToken).ConfigureAwait(false);
            report(item, await target.WriteAsync(folder, new ItemToWrite(explorer, written), cancellationToken).ConfigureAwait(false), null);
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

    /// <summary>An earlier version of a file is written as the file with that content.</summary>
    private async Task<RestoreItem> AsWrittenAsync(RestoreItem item, CancellationToken cancellationToken)
    {
        if (item.Version.Kind != ItemKind.FileVersion)
            return item;
        ItemVersion file = await FileOfAsync(item, cancellationToken).ConfigureAwait(false)
            ?? throw new TargetItemException("Item.NoFile", "The restore point does not hold the file that this is a version of.", "Export the version (Export-BackupItem).");
        return item with { Version = item.Version with { Kind = ItemKind.File, Key = file.Key, Name = file.Name, ParentKey = file.ParentKey, CreatedAt = file.CreatedAt } };
    }

    private async Task<ItemVersion?> FileOfAsync(RestoreItem version, CancellationToken cancellationToken) =>
        version.Version.ParentKey is { } key ? await explorer.FindOneAsync(planned.Identity, key, cancellationToken).ConfigureAwait(false) : null;

    private async Task<string?> FolderOfAsync(RestoreItem item, CancellationToken cancellationToken) =>
        item.Version.Kind == ItemKind.FileVersion ? (await FileOfAsync(item, cancellationToken).ConfigureAwait(false))?.ParentKey : item.Version.ParentKey;

    /// <summary>Items with the folder that each goes to. Folders are entered here, one after the other, when the first item needs them.</summary>
    private async IAsyncEnumerable<(TargetFolder Folder, RestoreItem Item)> PlacesAsync(
        Action<RestoreItem, WriteResult?, BackupException?> report, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach ((string? folderKey, IAsyncEnumerable<RestoreItem> items) in GroupsAsync(report, cancellationToken).ConfigureAwait(false))
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

    private async IAsyncEnumerable<(string? FolderKey, IAsyncEnumerable<RestoreItem> Items)> GroupsAsync(
        Action<RestoreItem, WriteResult?, BackupException?> report, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request.Items is { } chosen)
        {
            RestoreItem[] own = [.. chosen.Where(i => i.Identity.Key == planned.Identity.Key)];
            await EnterNamedAsync(own.Where(i => i.Version.Kind == ItemKind.Folder), report, cancellationToken).ConfigureAwait(false);
            var placed = new List<(string? Folder, RestoreItem Item)>();
            foreach (RestoreItem item in own.Where(RestorePlanner.CanWrite))
                placed.Add((await FolderOfAsync(item, cancellationToken).ConfigureAwait(false), item));
            foreach (IGrouping<string?, RestoreItem> group in placed.GroupBy(p => p.Folder, p => p.Item))
                yield return (group.Key, group.ToAsyncEnumerable());
            yield break;
        }

        bool isEverything = request.Query with { ObjectName = null, Workloads = null, IncludeFolders = false } == new RestoreQuery();
        if (isEverything)
            await EnterNamedAsync(_folders.InOrder, report, cancellationToken).ConfigureAwait(false);
        yield return (null, FindAsync(null, cancellationToken));
        foreach (RestoreItem folder in _folders.InOrder)
            yield return (folder.Version.Key, FindAsync(folder.Version.Key, cancellationToken));
    }

    /// <summary>Items that lie directly in a folder; null for the top.</summary>
    private IAsyncEnumerable<RestoreItem> FindAsync(string? folderKey, CancellationToken cancellationToken) =>
        explorer.FindInAsync(planned.Identity, request.Query with { IncludeFolders = false }, folderKey ?? "", cancellationToken).Where(RestorePlanner.CanWrite);

    /// <summary>Folders that are restored for their own sake, empty ones too.</summary>
    private async Task EnterNamedAsync(IEnumerable<RestoreItem> folders, Action<RestoreItem, WriteResult?, BackupException?> report, CancellationToken cancellationToken)
    {
        foreach (RestoreItem folder in folders)
        {
            if (request.TargetFolder is null && _folders.IsRecoverable(folder.Version.Key))
                continue;
            if ((await TryEnterAsync(folder.Version.Key, cancellationToken).ConfigureAwait(false)).Error is { } error)
                report(folder, null, error);
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
        using JsonDocument? properties = NeedsProperties(folder.Version)
            ? await new ItemToWrite(explorer, folder).ReadPropertiesAsync(cancellationToken).ConfigureAwait(false)
            : null;
        JsonElement root = properties?.RootElement.Clone() ?? default;
        return new FolderToWrite(folder.Version.Name, folder.Version.Key)
        {
            IsHidden = folder.Version.Flags.HasFlag(ItemFlags.IsHidden),
            CreatedAt = folder.Version.CreatedAt,
            ModifiedAt = folder.Version.ModifiedAt,
            IsDefault = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("isDefaultCalendar", out JsonElement isDefault) && isDefault.ValueKind == JsonValueKind.True,
            Properties = root,
            Owners = planned.Identity.Workload == Workload.Team ? await OwnersOfAsync(folder, cancellationToken).ConfigureAwait(false) : [],
        };
    }

    /// <summary>Those of folders of drives tell of permissions only; those of libraries, lists, calendars and channels how they are made.</summary>
    private bool NeedsProperties(ItemVersion folder) => planned.Identity.Workload is Workload.Calendar or Workload.Team
        || (planned.Identity.Workload == Workload.Site && CollectionItemKey.IdOf(folder.Key) == folder.Key)
        || request.IncludePermissions;

    /// <summary>Users who own a private or shared channel.</summary>
    private async Task<IReadOnlyList<string>> OwnersOfAsync(RestoreItem channel, CancellationToken cancellationToken)
    {
        var owners = new List<string>();
        var members = new RestoreQuery { Kinds = [ItemKind.Member] };
        await foreach (RestoreItem member in explorer.FindInAsync(planned.Identity, members, channel.Version.Key, cancellationToken).ConfigureAwait(false))
        {
            await using Stream content = await explorer.OpenContentAsync(member, cancellationToken).ConfigureAwait(false);
            using JsonDocument json = await JsonDocument.ParseAsync(content, cancellationToken: cancellationToken).ConfigureAwait(false);
            bool isOwner = json.RootElement.TryGetProperty("roles", out JsonElement roles) && roles.ValueKind == JsonValueKind.Array && roles.EnumerateArray().Any(r => r.ValueEquals("owner"));
            if (isOwner && json.RootElement.TryGetProperty("userId", out JsonElement user) && user.GetString() is { Length: > 0 } id)
                owners.Add(id);
        }

        return owners;
    }
}
