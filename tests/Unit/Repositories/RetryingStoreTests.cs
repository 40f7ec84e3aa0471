using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Tests.Repositories;

public sealed class RetryingStoreTests : StoreConformance, IDisposable
{
    private static readonly RetryOptions Quick = new(3, TimeSpan.Zero, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_lasting_fault_passes_through_after_the_attempts_and_others_at_once()
    {
        int calls = 0;
        FaultyStore faulty = new(new FolderStore(_folder.Root)) { Before = (_, _) => { calls++; throw Fault(); } };
        await using RetryingStore store = new(faulty, Quick);
        await Assert.ThrowsAsync<RepositoryException>(() => store.HeadAsync("a", default));
        Assert.Equal(4, calls);

        calls = 0;
        faulty.Before = (_, _) => { calls++; throw StoreFault.AccessDenied("x", "y", new IOException()); };
        await Assert.ThrowsAsync<RepositoryException>(() => store.HeadAsync("a", default));
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task A_listing_goes_on_behind_the_last_key_after_a_fault()
    {
        await using FolderStore folder = new(_folder.Root);
        foreach (string key in new[] { "a", "b", "c", "d" })
            await folder.PutAsync(PutRequest.Of(key, new byte[] { 1 }), default);
        await using RetryingStore store = new(new BreakingList(folder), Quick);

        List<string> keys = [];
        await foreach (StoredObject found in store.ListAsync("", null, default))
            keys.Add(found.Key);

        Assert.Equal(["a", "b", "c", "d"], keys);
    }

    /// <summary>Around a store every second call of which fails first: the contract holds all the same.</summary>
    internal override Task<IObjectStore> OpenAsync()
    {
        int calls = 0;
        FaultyStore faulty = new(new FolderStore(_folder.Root))
        {
            Before = (_, _) =>
            {
                if (Interlocked.Increment(ref calls) % 2 == 1)
                    throw Fault();
            },
        };
        // Calls that race may meet the odd number again and again.
        return Task.FromResult<IObjectStore>(new RetryingStore(faulty, new RetryOptions(100, TimeSpan.Zero, TimeSpan.Zero)));
    }

    private static RepositoryException Fault() => StoreFault.Transient(StoreFault.Unreachable("test", "call", new IOException("broken")));

    /// <summary>Breaks off after each second object.</summary>
    private sealed class BreakingList(IObjectStore inner) : IObjectStore
    {
        public StoreCapabilities Capabilities => inner.Capabilities;

        public Task<PutResult> PutAsync(PutRequest request, CancellationToken cancellationToken) => inner.PutAsync(request, cancellationToken);

        public Task<int> ReadAsync(string key, long offset, Memory<byte> buffer, CancellationToken cancellationToken) => inner.ReadAsync(key, offset, buffer, cancellationToken);

        public Task<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken) => inner.HeadAsync(key, cancellationToken);

        public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, string? startAfter, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            int count = 0;
            await foreach (StoredObject found in inner.ListAsync(prefix, startAfter, cancellationToken))
            {
                if (count++ == 2)
                    throw Fault();
                yield return found;
            }
        }

        public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
