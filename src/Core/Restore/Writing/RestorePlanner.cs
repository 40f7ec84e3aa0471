using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>Finds what a restore would write, from the cache alone.</summary>
internal sealed class RestorePlanner(RestorePointExplorer explorer, RestoreRequest request)
{
    private readonly Dictionary<string, Counted> _objects = new(StringComparer.Ordinal);

    public async Task<RestorePlan> RunAsync(CancellationToken cancellationToken)
    {
        await foreach (RestoreItem item in ItemsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!_objects.TryGetValue(item.Identity.Key, out Counted? counted))
                _objects.Add(item.Identity.Key, counted = new Counted(item.Identity, await ObjectFolders.ReadAsync(explorer, item.Identity, cancellationToken).ConfigureAwait(false)));
            Count(counted, item);
        }

        return new RestorePlan([.. _objects.Values.Select(Describe)]);
    }

    private IAsyncEnumerable<RestoreItem> ItemsAsync(CancellationToken cancellationToken) => request.Items is { } items
        ? items.ToAsyncEnumerable()
        : explorer.FindAsync(request.Query, cancellationToken);

    private void Count(Counted counted, RestoreItem item)
    {
        if (item.Version.Kind == ItemKind.Folder)
            counted.Folders++;
        else if (!CanWrite(item) || !request.HasPlaceFor(item.Identity.Workload))
            counted.Unsupported++;
        else if (request.TargetFolder is null && counted.Tree.IsRecoverable(item.Version.ParentKey))
            counted.Recoverable++;
        else
            counted.Add(item.Version);
    }

    /// <summary>True for an item that a target takes.</summary>
    internal static bool CanWrite(RestoreItem item) => RestoreLimits.Writable.Contains(item.Identity.Workload)
        && item.Version.Content is not null
        && item.Version.Kind is not (ItemKind.Folder or ItemKind.Post);

    private PlannedObject Describe(Counted counted) => new()
    {
        Identity = counted.Identity,
        Target = TargetOf(request, counted.Identity),
        Folders = counted.Folders,
        Items = counted.Items,
        Bytes = counted.Bytes,
        Excluded = counted.Recoverable + counted.Unsupported,
        Limits =
        [
            .. request.HasPlaceFor(counted.Identity.Workload) ? Array.Empty<string>() : [RestoreLimits.NoPlace(counted.Identity.Workload)],
            .. counted.Subsites is { Count: > 0 } subsites ? [RestoreLimits.Subsites(subsites)] : Array.Empty<string>(),
            .. counted.Recoverable > 0 ? [RestoreLimits.Recoverable(counted.Recoverable)] : Array.Empty<string>(),
            .. counted.Unsupported > 0 ? [RestoreLimits.Unsupported(counted.Unsupported)] : Array.Empty<string>(),
            .. RestoreLimits.Of(counted.Identity.Workload, request),
        ],
    };

    /// <summary>Where an object goes, in words.</summary>
    internal static string TargetOf(RestoreRequest request, ObjectIdentity identity)
    {
        string where = request.TargetOf(identity.Workload) ?? identity.Object.Label;
        return request.TargetFolder is { } folder ? $"{where}, folder '{folder}'" : where;
    }

    private sealed class Counted(ObjectIdentity identity, ObjectFolders tree)
    {
        public ObjectIdentity Identity => identity;

        public ObjectFolders Tree => tree;

        /// <summary>Names of the subsites that it has.</summary>
        public IReadOnlyList<string> Subsites => identity.Workload == Workload.Site
            ? [.. tree.InOrder.Where(f => f.Version.Key.StartsWith(CollectionItemKey.Subsite, StringComparison.Ordinal)).Select(f => f.Version.Name)]
            : [];

        public long Folders { get; set; }

        public long Items { get; private set; }

        public long Bytes { get; private set; }

        public long Unsupported { get; set; }

        public long Recoverable { get; set; }

        public void Add(ItemVersion version)
        {
            Items++;
            Bytes += version.Content!.Length;
        }
    }
}
