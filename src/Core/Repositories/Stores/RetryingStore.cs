using System.Runtime.CompilerServices;
using Polly;
using Polly.Retry;

namespace Veeam365.Backup.Core.Repositories.Stores;

/// <summary>Tries again what failed for a passing reason. The only place where stores are retried.</summary>
internal sealed class RetryingStore : IObjectStore
{
    private readonly IObjectStore _inner;
    private readonly ResiliencePipeline _pipeline;

    /// <summary>Goes around a store.</summary>
    public RetryingStore(IObjectStore inner, RetryOptions options)
    {
        _inner = inner;
        _pipeline = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<Exception>(StoreFault.IsTransient),
            MaxRetryAttempts = options.Attempts,
            Delay = options.Delay,
            MaxDelay = options.MaximumDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        }).Build();
    }

    /// <inheritdoc/>
    public StoreCapabilities Capabilities => _inner.Capabilities;

    /// <inheritdoc/>
    public Task<PutResult> PutAsync(PutRequest request, CancellationToken cancellationToken) =>
        RunAsync(static (s, r, ct) => s.PutAsync(r, ct), request, cancellationToken);

    /// <inheritdoc/>
    public Task<int> ReadAsync(string key, long offset, Memory<byte> buffer, CancellationToken cancellationToken) =>
        RunAsync(static (s, a, ct) => s.ReadAsync(a.key, a.offset, a.buffer, ct), (key, offset, buffer), cancellationToken);

    /// <inheritdoc/>
    public Task<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken) =>
        RunAsync(static (s, k, ct) => s.HeadAsync(k, ct), key, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, string? startAfter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // After a fault the listing goes on behind the last key that was passed on.
        string? last = startAfter;
        IAsyncEnumerator<StoredObject> listing = _inner.ListAsync(prefix, last, cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            while (true)
            {
                bool found = await _pipeline.ExecuteAsync(
                    async ct =>
                    {
                        try
                        {
                            return await listing.MoveNextAsync();
                        }
                        catch (Exception e) when (StoreFault.IsTransient(e))
                        {
                            await listing.DisposeAsync();
                            listing = _inner.ListAsync(prefix, last, ct).GetAsyncEnumerator(ct);
                            throw;
                        }
                    },
                    cancellationToken);
                if (!found)
                    yield break;
                last = listing.Current.Key;
                yield return listing.Current;
            }
        }
        finally
        {
            await listing.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        RunAsync(
            static async (s, k, ct) =>
            {
                await s.DeleteAsync(k, ct);
                return true;
            },
            key,
            cancellationToken);

    /// <inheritdoc/>
    public Task<ObjectLock?> FindLockAsync(string key, CancellationToken cancellationToken) =>
        RunAsync(static (s, k, ct) => s.FindLockAsync(k, ct), key, cancellationToken);

    /// <inheritdoc/>
    public Task ExtendLockAsync(string key, ObjectLock wanted, CancellationToken cancellationToken) =>
        RunAsync(
            static async (s, a, ct) =>
            {
                await s.ExtendLockAsync(a.key, a.wanted, ct);
                return true;
            },
            (key, wanted),
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> KeepsVersionsAsync(string key, CancellationToken cancellationToken) =>
        RunAsync(static (s, k, ct) => s.KeepsVersionsAsync(k, ct), key, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    private Task<TResult> RunAsync<TState, TResult>(Func<IObjectStore, TState, CancellationToken, Task<TResult>> call, TState state, CancellationToken cancellationToken) =>
        _pipeline.ExecuteAsync(
            static (s, ct) => new ValueTask<TResult>(s.call(s._inner, s.state, ct)),
            (_inner, call, state),
            cancellationToken).AsTask();
}
