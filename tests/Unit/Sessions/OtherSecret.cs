using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Tests.Sessions;

/// <summary>Reaches stores with another secret or password than the configuration's, as if somebody had changed it at the other end.</summary>
internal sealed class OtherSecret(IRepositoryFactory inner, string? storeSecret = null, string? password = null) : IRepositoryFactory
{
    public Task<RepositoryDescription> CreateAsync(Guid id, StoreSettings store, RepositorySettings settings, RepositoryCredential credential, CancellationToken cancellationToken) =>
        inner.CreateAsync(id, store, settings, Change(credential), cancellationToken);

    public Task<IBackupRepository> OpenAsync(StoreSettings store, RepositoryCredential credential, CancellationToken cancellationToken) =>
        inner.OpenAsync(store, Change(credential), cancellationToken);

    public Task<RepositoryDescription> UpdateAsync(StoreSettings store, RepositoryCredential credential, RepositoryUpdate update, CancellationToken cancellationToken) =>
        inner.UpdateAsync(store, Change(credential), update, cancellationToken);

    public Task<RepositoryTestResult> TestAsync(StoreSettings store, RepositoryCredential credential, CancellationToken cancellationToken) =>
        inner.TestAsync(store, Change(credential), cancellationToken);

    private RepositoryCredential Change(RepositoryCredential credential) => new(storeSecret ?? credential.StoreSecret, password ?? credential.Password);
}
