using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Tests.Repositories;

/// <summary>
/// Stops the process that uses a store at a chosen call: from then on every call fails, until <see cref="Restart"/>. Or fails a single call and goes on.
/// Use <see cref="CallSweep"/> to try every call of some work.
/// </summary>
internal sealed class StoppingStore(IObjectStore inner) : IObjectStore
{
    private readonly Lock _sync = new();
    private StopKind _kind;
    private int _at;
    private int _calls;
    private bool _hit;

    /// <summary>Calls so far of the kinds that count.</summary>
    public int Calls => _calls;

    /// <summary>True once the chosen call was reached.</summary>
    public bool WasHit => _hit;

    public StoreCapabilities Capabilities => inner.Capabilities;

    /// <summary>Begins counting anew.</summary>
    /// <param name="kind">What happens.</param>
    /// <param name="call">At which call, from 1; 0 for none.</param>
    public void Restart(StopKind kind, int call)
    {
        lock (_sync)
            (_kind, _at, _calls, _hit) = (kind, call, 0, false);
    }

    public async Task<PutResult> PutAsync(PutRequest request, CancellationToken cancellationToken)
    {
        bool after = Enter(changes: true, request.Key);
        PutResult result = await inner.PutAsync(request, cancellationToken);
        return after ? throw Stopped(request.Key) : result;
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        bool after = Enter(changes: true, key);
        await inner.DeleteAsync(key, cancellationToken);
        if (after)
            throw Stopped(key);
    }

    public Task<int> ReadAsync(string key, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        Enter(changes: false, key);
        return inner.ReadAsync(key, offset, buffer, cancellationToken);
    }

    public Task<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        Enter(changes: false, key);
        return inner.HeadAsync(key, cancellationToken);
    }

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, string? startAfter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Enter(changes: false, prefix);
        await foreach (StoredObject found in inner.ListAsync(prefix, startAfter, cancellationToken))
            yield return found;
    }

    public Task<ObjectLock?> FindLockAsync(string key, CancellationToken cancellationToken)
    {
        Enter(changes: false, key);
        return inner.FindLockAsync(key, cancellationToken);
    }

    public async Task ExtendLockAsync(string key, ObjectLock wanted, CancellationToken cancellationToken)
    {
        bool after = Enter(changes: true, key);
        await inner.ExtendLockAsync(key, wanted, cancellationToken);
        if (after)
            throw Stopped(key);
    }

    public Task<bool> KeepsVersionsAsync(string key, CancellationToken cancellationToken) => inner.KeepsVersionsAsync(key, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static RepositoryException Stopped(string key) => new("Test.Stopped", "The machine stopped at " + key, "None.");

    /// <returns>True when the call is to take effect and then to fail.</returns>
    private bool Enter(bool changes, string key)
    {
        lock (_sync)
        {
            if (_hit && _kind is StopKind.Before or StopKind.After)
                throw Stopped(key);
            if ((!changes && _kind != StopKind.FailOnce) || ++_calls != _at)
                return false;
            _hit = true;
            return _kind == StopKind.After ? true : throw Stopped(key);
        }
    }
}
