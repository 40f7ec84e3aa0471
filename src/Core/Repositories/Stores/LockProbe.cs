using System.Security.Cryptography;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.Stores;

/// <summary>
/// Finds out whether a store locks objects as it says: some accept the headers and ignore them. The object it tries that on stays below "probe/" until its short lock ends; later probes tidy it.
/// </summary>
internal sealed class LockProbe(IObjectStore store, string place)
{
    // Long enough for a slow server to be asked to delete it meanwhile.
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    // No probe takes that long.
    private static readonly TimeSpan Leftover = TimeSpan.FromHours(1);

    /// <summary>Writes a locked object, reads its lock back, lengthens it and expects its deletion to be refused.</summary>
    /// <exception cref="RepositoryException">Repository.ImmutabilityUnsupported, saying what did not work.</exception>
    public async Task RunAsync(ImmutabilityMode mode, CancellationToken cancellationToken)
    {
        string key = StoreProbe.NewKey();
        try
        {
            await TryAsync(key, mode, cancellationToken);
        }
        catch (RepositoryException e) when (e.ErrorId is not "Repository.ImmutabilityUnsupported" && !StoreFault.IsTransient(e))
        {
            throw StoreFault.CannotLock(place, e);
        }
    }

    private async Task TryAsync(string key, ImmutabilityMode mode, CancellationToken cancellationToken)
    {
        PutRequest request = PutRequest.Of(key, RandomNumberGenerator.GetBytes(64));
        await store.PutAsync(request, cancellationToken);
        StoredObject written = await store.HeadAsync(key, cancellationToken) ?? throw Broken("what was written is not there");
        // By the server's clock: the machine's may be a little behind it.
        ObjectLock first = new(mode, WholeSeconds(written.ModifiedAt) + Shortest);
        await store.PutAsync(request with { Lock = first }, cancellationToken);
        await ExpectAsync(key, first, "it ignores that an object is to be locked", cancellationToken);
        ObjectLock longer = first with { Until = first.Until.AddSeconds(5) };
        await store.ExtendLockAsync(key, longer, cancellationToken);
        await ExpectAsync(key, longer, "it does not lengthen locks", cancellationToken);
        await ExpectRefusalAsync(key, cancellationToken);
        await StoreProbe.TidyAsync(store, written.ModifiedAt - Leftover, cancellationToken);
    }

    private async Task ExpectAsync(string key, ObjectLock wanted, string otherwise, CancellationToken cancellationToken)
    {
        ObjectLock? found = await store.FindLockAsync(key, cancellationToken);
        if (found is null || found.Mode != wanted.Mode || found.Until < wanted.Until)
            throw Broken(otherwise);
    }

    private async Task ExpectRefusalAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            await store.DeleteAsync(key, cancellationToken);
        }
        catch (RepositoryException e) when (e.ErrorId == StoreFault.ObjectLockedId)
        {
            return;
        }

        throw Broken("it deletes locked objects");
    }

    private RepositoryException Broken(string what) => new(
        "Repository.ImmutabilityUnsupported",
        $"{place} does not keep objects from being deleted: {what}.",
        "Use a bucket that was created with Object Lock, on a server that honours it; or add the repository without immutability.");

    private static DateTimeOffset WholeSeconds(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
