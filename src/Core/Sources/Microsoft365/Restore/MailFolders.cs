using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Finds and makes mail folders: by id where they came from, by name elsewhere.</summary>
internal sealed class MailFolders(GraphWriter writer, MailPlaces places, WriteOptions options)
{
    private const string Properties = "$select=id,displayName,parentFolderId";
    private const int MostLevels = 300;

    private readonly Dictionary<string, Dictionary<string, string>> _children = [];
    private readonly ConcurrentDictionary<string, bool> _isDeleted = new(StringComparer.Ordinal);
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);

    public string RootId { get; private set; } = "";

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (await writer.FindAsync($"{places.Folder(places.Root)}?{Properties}", cancellationToken).ConfigureAwait(false) is not { } root)
        {
            throw new WorkloadAbsentException(
                "Mailbox.Absent", "The user has no such mailbox that can be reached through Graph.", "Choose another user as the target, or enable the mailbox or its archive first.");
        }

        RootId = root.Id();
        foreach (string name in places.Deleted)
        {
            if (await writer.FindAsync($"{places.Folder(name)}?{Properties}", cancellationToken).ConfigureAwait(false) is { } folder)
                _deleted.Add(folder.Id());
        }
    }

    public async Task<TargetFolder> EnterAsync(TargetFolder parent, FolderToWrite folder, CancellationToken cancellationToken)
    {
        string parentId = parent.Id.Length > 0 ? parent.Id : RootId;
        if (options.IsOriginal && folder.Key is { } key && await writer.FindAsync($"{places.Folder(key)}?{Properties}", cancellationToken).ConfigureAwait(false) is { } live)
            return await ReturnAsync(parentId, folder, live, cancellationToken).ConfigureAwait(false);
        Dictionary<string, string> children = await ChildrenAsync(parentId, cancellationToken).ConfigureAwait(false);
        if (children.TryGetValue(folder.Name, out string? known))
            return new TargetFolder(known);
        var body = new JsonObject { ["displayName"] = folder.Name, ["isHidden"] = folder.IsHidden };
        (JsonElement made, bool isNew) = await writer.CreateFolderAsync(
            $"{places.Folder(parentId)}/childFolders", body, token => FindAsync(parentId, folder.Name, token), cancellationToken).ConfigureAwait(false);
        children[folder.Name] = made.Id();
        return new TargetFolder(made.Id()) { IsNew = isNew };
    }

    /// <summary>True when a folder is, or lies below, Deleted Items or the recoverable items.</summary>
    public async Task<bool> IsDeletedAsync(string folderId, CancellationToken cancellationToken)
    {
        if (_isDeleted.TryGetValue(folderId, out bool known))
            return known;
        bool isDeleted = false;
        string? at = folderId;
        for (var level = 0; at is not null && at != RootId && level < MostLevels && !isDeleted; level++)
        {
            isDeleted = _deleted.Contains(at);
            at = isDeleted ? null : (await writer.FindAsync($"{places.Folder(at)}?{Properties}", cancellationToken).ConfigureAwait(false))?.Text("parentFolderId");
        }

        _isDeleted[folderId] = isDeleted;
        return isDeleted;
    }

    /// <summary>A folder that lives: one that was deleted comes back with all that is in it; one that was moved or renamed does so when told to replace.</summary>
    private async Task<TargetFolder> ReturnAsync(string parentId, FolderToWrite folder, JsonElement live, CancellationToken cancellationToken)
    {
        string id = live.Id();
        bool isDisplaced = live.Text("parentFolderId") != parentId && id != RootId && !(_deleted.Contains(id));
        bool isDeleted = isDisplaced && await IsDeletedAsync(id, cancellationToken).ConfigureAwait(false);
        if (isDeleted || (isDisplaced && options.Collision == CollisionRule.Replace))
        {
            if (!_deleted.Contains(parentId))
                id = await MoveAsync(id, parentId, cancellationToken).ConfigureAwait(false);
            _isDeleted.Clear();
        }

        if (options.Collision == CollisionRule.Replace && live.Text("displayName") != folder.Name)
            await writer.SendAsync(HttpMethod.Patch, places.Folder(id), new JsonObject { ["displayName"] = folder.Name }, cancellationToken).ConfigureAwait(false);
        return new TargetFolder(id);
    }

    private async Task<string> MoveAsync(string id, string parentId, CancellationToken cancellationToken)
    {
        JsonElement moved = await writer.SendAsync(HttpMethod.Post, $"{places.Folder(id)}/move", new JsonObject { ["destinationId"] = parentId }, cancellationToken).ConfigureAwait(false);
        return moved.Id();
    }

    private async Task<Dictionary<string, string>> ChildrenAsync(string parentId, CancellationToken cancellationToken)
    {
        if (_children.TryGetValue(parentId, out Dictionary<string, string>? known))
            return known;
        // Exchange compares names of folders without regard to case.
        var children = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        await foreach (JsonElement child in ListAsync(parentId, cancellationToken).ConfigureAwait(false))
            children.TryAdd(child.Text("displayName") ?? "", child.Id());
        return _children[parentId] = children;
    }

    private async Task<JsonElement?> FindAsync(string parentId, string name, CancellationToken cancellationToken)
    {
        await foreach (JsonElement child in ListAsync(parentId, cancellationToken).ConfigureAwait(false))
        {
            if (string.Equals(child.Text("displayName"), name, StringComparison.OrdinalIgnoreCase))
                return child;
        }

        return null;
    }

    private IAsyncEnumerable<JsonElement> ListAsync(string parentId, CancellationToken cancellationToken) =>
        writer.ListAsync($"{places.Folder(parentId)}/childFolders?includeHiddenFolders=true&$top=100&{Properties}", cancellationToken);
}
