using Veeam365.Backup.Core.Cache;

namespace Veeam365.Backup.Tests.Configuration;

/// <summary>For configurations whose caches are not asked for.</summary>
internal sealed class NoCaches : IPersistentCacheFactory
{
    public Task<IPersistentCache> OpenAsync(Guid repositoryId, CancellationToken cancellationToken) => throw new InvalidOperationException("This test has no caches.");

    public Task RemoveAsync(Guid repositoryId, CancellationToken cancellationToken) => Task.CompletedTask;
}
