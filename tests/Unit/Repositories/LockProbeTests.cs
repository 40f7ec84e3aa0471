using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Repositories.ObjectStorage;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Tests.Repositories;

public sealed class LockProbeTests
{
    [Fact]
    public async Task A_store_that_accepts_locks_and_ignores_them_is_found_out()
    {
        using TemporaryFolder folder = new();
        await using FolderStore ignoring = new(folder.Root);
        RepositoryException error = await Assert.ThrowsAsync<RepositoryException>(() => new LockProbe(ignoring, "The store").RunAsync(ImmutabilityMode.Governance, default));
        Assert.Equal("Repository.ImmutabilityUnsupported", error.ErrorId);
        Assert.Contains("ignores", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_with_immutability_is_refused_with_the_reason_and_nothing_is_created()
    {
        using TemporaryFolder folder = new();
        RepositorySettings settings = new() { Immutability = new ImmutabilityPolicy(ImmutabilityMode.Compliance, 14) };
        RepositoryException error = await Assert.ThrowsAsync<RepositoryException>(
            () => new ObjectStorageRepositoryFactory().CreateAsync(Guid.NewGuid(), new FolderStoreSettings(folder.Root), settings, new RepositoryCredential(null, null), default));
        Assert.Equal("Repository.ImmutabilityUnsupported", error.ErrorId);
        Assert.Contains("Object Lock", error.RecommendedAction, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder.Root, RepositoryLayout.Document)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(14)]
    [InlineData(36_500)]
    public void A_lock_lasts_the_days_of_the_policy_and_at_most_one_generation_longer(int days)
    {
        ImmutabilityPolicy policy = new(ImmutabilityMode.Governance, days);
        DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        int distinct = Enumerable.Range(0, 100 * 24).Select(hour => now.AddHours(hour)).Select(at =>
        {
            DateTimeOffset until = LockWindow.At(policy, at).Until;
            Assert.InRange(until - at, TimeSpan.FromDays(days), TimeSpan.FromDays(days + 10));
            return until;
        }).Distinct().Count();
        Assert.InRange(distinct, 100 / Math.Min(days, 10), (100 / Math.Min(days, 10)) + 1);
    }
}
