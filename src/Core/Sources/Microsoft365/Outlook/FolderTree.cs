namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// The folders of one workload of a mailbox that exist now. Safe for concurrent use once filled.
/// </summary>
internal sealed class FolderTree(OutlookContext context, FolderRoot root) : IDisposable
{
    private const int DeepestFolder = 300;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly HashSet<string> _outside = new(StringComparer.Ordinal);
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, FolderRecord> _living = new(StringComparer.Ordinal);

    public string RootId => root.Id;

    public bool RootHoldsItems => root.HoldsItems;

    public IEnumerable<FolderRecord> Folders => _living.Values;

    public bool Contains(string id) => _living.ContainsKey(id);

    public void Set(FolderRecord folder)
    {
        if (folder.Id != root.Id && root.IsOwn(folder))
            _living[folder.Id] = folder;
    }

    /// <summary>Folders that cannot be read now: what is held of them stays.</summary>
    public HashSet<string> Unreadable { get; } = new(StringComparer.Ordinal);

    public void Clear() => _living.Clear();

    public void Remove(string id) => _living.TryRemove(id, out _);

    /// <summary>The parent key of something that lies in the folder.</summary>
    public string? KeyOf(string? folderId) => folderId is not null && folderId != root.Id && _living.ContainsKey(folderId) ? folderId : null;

    /// <summary>
    /// True when the folder lies in the tree. One that came into being after the tree was read is fetched and emitted, so that a message moved into it is not lost;
    /// folders outside the tree (recoverable items) hold what users deleted.
    /// </summary>
    public async ValueTask<bool> ContainsAsync(string folderId, CancellationToken cancellationToken)
    {
        if (folderId == root.Id || _living.ContainsKey(folderId))
            return true;
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await DiscoverAsync(folderId, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The folder as it is now; null when it is gone.</summary>
    public async Task<FolderRecord?> FetchAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await context.Graph.GetJsonAsync(
                context.Requests.Folder(id), json => new FolderParser(context.Requests.ParentOfParentless).ParseOne(json), cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.MeansNotFound)
        {
            return null;
        }
    }

    /// <summary>The change that tells of the folder.</summary>
    public SourceChange.Upsert Upsert(FolderRecord folder) => new(FolderItem.Of(folder, KeyOf(folder.ParentId)), folder.Properties, null);

    public void Dispose() => _turn.Dispose();

    private async Task<bool> DiscoverAsync(string folderId, CancellationToken cancellationToken)
    {
        var found = new List<FolderRecord>();
        for (string? id = folderId; id != root.Id && (id is null || !_living.ContainsKey(id));)
        {
            FolderRecord? folder = id is null || root.Excluded.Contains(id) || _outside.Contains(id) || found.Count > DeepestFolder ? null : await FetchAsync(id, cancellationToken).ConfigureAwait(false);
            if (folder is null || folder.ParentId == id)
            {
                _outside.UnionWith(found.Select(f => f.Id).Append(folderId));
                return false;
            }

            found.Add(folder);
            id = folder.ParentId;
        }

        found.Reverse();
        found.ForEach(Set);
        await context.Output.WriteAsync(found.ConvertAll<SourceChange>(Upsert), cancellationToken).ConfigureAwait(false);
        return true;
    }
}
