using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Repositories.ObjectStorage;
using Veeam365.Backup.Core.Repositories.Stores;
using Veeam365.Backup.Tests.Repositories;
using Veeam365.Backup.Tests.Support;
using TemporaryFolder = Veeam365.Backup.Tests.Support.TemporaryFolder;

namespace Veeam365.Backup.Tests.Operations;

public sealed class RepositoryChangeTests(S3Bucket bucket) : IClassFixture<S3Bucket>, IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private BackupServices _services = null!;

    private RepositoryOperations Operations => new(_services);

    public async Task InitializeAsync() => _services = (await BackupServicesFactory.OpenAsync(_folder.Sub("configuration"), null, default)) with { Repositories = Factory(s => s) };

    public async Task DisposeAsync() => await _services.Configuration.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Name_retention_and_compression_change_in_the_configuration_and_in_the_repository()
    {
        BackupRepository repository = await AddAsync(null);
        RetentionPolicy retention = new(RetentionKind.SnapshotBased, RetentionUnit.Days, 90);

        BackupRepository changed = await SetAsync(repository, new RepositoryChange { NewName = " Renamed ", Retention = retention, CompressionQuality = 5 });

        Assert.Equal(repository with { Name = "Renamed", Settings = new RepositorySettings { Retention = retention, CompressionQuality = 5 } }, changed);
        Assert.Equal(changed, await _services.Configuration.Repositories.FindAsync("renamed", default));
        await using IBackupRepository opened = await OpenAsync(null);
        Assert.Equal(changed.Settings, opened.Description.Settings);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_its_reason()
    {
        BackupRepository repository = await AddAsync(null);
        await FailsAsync<InvalidSettingException>("Repository.RetentionTypeFixed", repository, new RepositoryChange { Retention = new RetentionPolicy(RetentionKind.ItemLevel, RetentionUnit.Years, 3) });
        await FailsAsync<InvalidSettingException>("Repository.InvalidRetention", repository, new RepositoryChange { Retention = new RetentionPolicy(RetentionKind.SnapshotBased, RetentionUnit.Days, 0) });
        await FailsAsync<InvalidSettingException>("Repository.InvalidRetention", repository, new RepositoryChange { Retention = new RetentionPolicy(RetentionKind.SnapshotBased, RetentionUnit.Years, 101) });
        await FailsAsync<InvalidSettingException>("Repository.InvalidCompression", repository, new RepositoryChange { CompressionQuality = 12 });
        await FailsAsync<InvalidSettingException>("Repository.InvalidImmutability", repository, new RepositoryChange { ImmutabilityMode = ImmutabilityMode.Compliance });
        await FailsAsync<RepositoryException>("Repository.ImmutabilityUnsupported", repository, new RepositoryChange { ImmutableDays = 7 });
        await FailsAsync<RepositoryException>("Repository.NotEncrypted", repository, new RepositoryChange { NewPassword = "p" });
        await FailsAsync<InvalidSettingException>("Repository.NoStoreKey", repository, new RepositoryChange { StoreSecret = "s" });
        Directory.CreateDirectory(_folder.Sub("second"));
        await Operations.AddAsync(new NewRepository("Second", new FolderStoreSettings(_folder.Sub("second")), null, null), default);
        await FailsAsync<ConflictException>("Repository.Exists", repository, new RepositoryChange { NewName = "second" });
        Assert.Equal(repository, await _services.Configuration.Repositories.FindAsync("Main", default));
    }

    [Fact]
    public async Task A_new_password_is_learned_by_the_configuration()
    {
        BackupRepository repository = await AddAsync("old");

        await SetAsync(repository, new RepositoryChange { NewPassword = "new" });

        Assert.Equal(new RepositorySecrets(null, "new"), await _services.Configuration.Repositories.ReadSecretsAsync(repository.Id, default));
        Assert.True((await Operations.TestAsync(repository, default)).Succeeded);
    }

    [Fact]
    public async Task A_password_that_was_changed_elsewhere_is_given_as_the_current_one()
    {
        BackupRepository repository = await AddAsync("old");
        await Factory(s => s).UpdateAsync(repository.Store, new RepositoryCredential(null, "old"), new RepositoryUpdate(null, "elsewhere"), default);
        await FailsAsync<RepositoryException>("Repository.WrongPassword", repository, new RepositoryChange { CompressionQuality = 2 });
        await FailsAsync<RepositoryException>("Repository.WrongPassword", repository, new RepositoryChange { CurrentPassword = "wrong", NewPassword = "x" });

        await SetAsync(repository, new RepositoryChange { CurrentPassword = "elsewhere" });

        Assert.Equal("elsewhere", (await _services.Configuration.Repositories.ReadSecretsAsync(repository.Id, default)).Password);
        Assert.Equal(0, await Operations.SynchronizeAsync(repository, rebuild: false, _ => { }, default));
    }

    [Theory]
    [InlineData((int)StopKind.Before)]
    [InlineData((int)StopKind.After)]
    public async Task Whenever_a_password_change_dies_between_repository_and_configuration_the_repository_still_opens_and_the_change_can_be_made_again(int kind)
    {
        BackupRepository repository = await AddAsync("old");
        StoppingStore store = new(new FolderStore(_folder.Sub("repository")));
        _services = _services with { Repositories = Factory(_ => store) };
        int hits = 0;
        for (int call = 1; ; call++)
        {
            store.Restart((StopKind)kind, call);
            Exception? stopped = await Record.ExceptionAsync(() => SetAsync(repository, new RepositoryChange { NewPassword = "new" + call }));
            bool hit = store.WasHit;
            store.Restart((StopKind)kind, 0);
            Assert.Equal(hit, stopped is not null);

            Assert.True((await Operations.TestAsync(repository, default)).Checks.Single(c => c.Name == "Open").Succeeded);
            Assert.Equal(0, await Operations.SynchronizeAsync(repository, rebuild: false, _ => { }, default));
            await SetAsync(repository, new RepositoryChange { NewPassword = "again" + call });
            Assert.Equal(new RepositorySecrets(null, "again" + call), await _services.Configuration.Repositories.ReadSecretsAsync(repository.Id, default));
            if (!hit)
                break;
            hits++;
        }

        Assert.Equal(2, hits);
    }

    [Fact]
    public async Task A_password_whose_process_died_before_telling_the_configuration_is_learned_at_the_next_opening()
    {
        BackupRepository repository = await AddAsync("old");
        await _services.Configuration.Repositories.UpdateAsync(repository, new RepositorySecrets(null, "old") { PendingPassword = "new" }, default);
        await Factory(s => s).UpdateAsync(repository.Store, new RepositoryCredential(null, "old"), new RepositoryUpdate(null, "new"), default);

        Assert.True((await Operations.TestAsync(repository, default)).Succeeded);
        Assert.Equal(0, await Operations.SynchronizeAsync(repository, rebuild: false, _ => { }, default));

        Assert.Equal(new RepositorySecrets(null, "new"), await _services.Configuration.Repositories.ReadSecretsAsync(repository.Id, default));
    }

    [Fact]
    public async Task A_new_store_key_is_tried_before_it_is_kept()
    {
        S3StoreSettings place = bucket.NewPlace();
        BackupRepository repository = await Operations.AddAsync(new NewRepository("Bucket", place, bucket.Server.Secret, null), default);
        await FailsAsync<RepositoryException>("Repository.WrongCredential", repository, new RepositoryChange { StoreSecret = "wrong" });
        await FailsAsync<RepositoryException>("Repository.WrongCredential", repository, new RepositoryChange { AccessKey = "NOBODY" });

        await SetAsync(repository, new RepositoryChange { AccessKey = bucket.Server.AccessKey, StoreSecret = bucket.Server.Secret });

        Assert.Equal(new RepositorySecrets(bucket.Server.Secret, null), await _services.Configuration.Repositories.ReadSecretsAsync(repository.Id, default));
        Assert.True((await Operations.TestAsync(repository, default)).Succeeded);
    }

    // What a password costs does not matter here.
    private static ObjectStorageRepositoryFactory Factory(Func<IObjectStore, IObjectStore> decorate) => new(new DecoratingStoreFactory(decorate), passwordRounds: 1000);

    private async Task<BackupRepository> AddAsync(string? password)
    {
        Directory.CreateDirectory(_folder.Sub("repository"));
        await Operations.AddAsync(new NewRepository("Main", new FolderStoreSettings(_folder.Sub("repository")), null, password), default);
        return (await _services.Configuration.Repositories.FindAsync("Main", default))!;
    }

    private Task<IBackupRepository> OpenAsync(string? password) =>
        _services.Repositories.OpenAsync(new FolderStoreSettings(_folder.Sub("repository")), new RepositoryCredential(null, password), default);

    private Task<BackupRepository> SetAsync(BackupRepository repository, RepositoryChange change) => Operations.SetAsync(repository, change, _ => { }, default);

    private async Task FailsAsync<T>(string errorId, BackupRepository repository, RepositoryChange change)
        where T : BackupException
    {
        T error = await Assert.ThrowsAsync<T>(() => SetAsync(repository, change));
        Assert.Equal(errorId, error.ErrorId);
        Assert.NotEmpty(error.RecommendedAction);
    }
}
