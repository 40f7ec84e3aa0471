using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Leases;

/// <summary>
/// The leases in a store. Ages are told by the store's own clock: the time of an object just put is its "now", so that the clocks of the machines do not matter.
/// </summary>
internal sealed class LeaseTable(IObjectStore store, LeaseOptions options)
{
    private const string Folder = "locks/";
    private const string RenewedEnd = ".renewed";

    /// <summary>The object that says that a lease is held. It is written once: its time is the lease's beginning.</summary>
    public static string KeyOf(LeaseKind kind, Guid configuration, ObjectId id) => $"{Folder}{NameOf(kind)}/{configuration:N}-{id}";

    /// <summary>The object that renewals write.</summary>
    public static string RenewedKeyOf(string key) => key + RenewedEnd;

    /// <summary>All leases, dead ones included.</summary>
    public async Task<IReadOnlyList<LeaseEntry>> ListAsync(CancellationToken cancellationToken)
    {
        var leases = new Dictionary<string, LeaseEntry>(StringComparer.Ordinal);
        await foreach (StoredObject found in store.ListAsync(Folder, null, cancellationToken))
        {
            bool isRenewal = found.Key.EndsWith(RenewedEnd, StringComparison.Ordinal);
            string key = isRenewal ? found.Key[..^RenewedEnd.Length] : found.Key;
            if (isRenewal && leases.TryGetValue(key, out LeaseEntry? lease))
                leases[key] = lease with { Renewed = found.ModifiedAt };
            else if (!isRenewal && Parse(found) is { } entry)
                leases[key] = entry;
        }

        return [.. leases.Values];
    }

    /// <summary>The leases that are alive, and the dead ones removed: whoever held one finds it gone.</summary>
    /// <param name="now">The store's time.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<LeaseEntry>> ListAliveAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<LeaseEntry> alive = [];
        foreach (LeaseEntry lease in await ListAsync(cancellationToken))
        {
            if (now - lease.Renewed <= options.Death)
                alive.Add(lease);
            else
                await RemoveAsync(KeyOf(lease.Kind, lease.Configuration, lease.Id), cancellationToken);
        }

        return alive;
    }

    /// <summary>Removes a lease.</summary>
    public async Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        await store.DeleteAsync(RenewedKeyOf(key), cancellationToken);
        await store.DeleteAsync(key, cancellationToken);
    }

    private static string NameOf(LeaseKind kind) => kind == LeaseKind.Writer ? "writers" : "maintenance";

    private static LeaseEntry? Parse(StoredObject found)
    {
        string[] parts = found.Key.Split('/');
        if (parts.Length != 3 || parts[2].Length != 65 || !Guid.TryParseExact(parts[2][..32], "N", out Guid configuration) || !ObjectId.TryParse(parts[2].AsSpan(33), out ObjectId id))
            return null;
        LeaseKind kind = parts[1] == NameOf(LeaseKind.Maintenance) ? LeaseKind.Maintenance : LeaseKind.Writer;
        return new LeaseEntry(kind, id, configuration, found.ModifiedAt, found.ModifiedAt);
    }
}
