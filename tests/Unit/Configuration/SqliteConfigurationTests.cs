using System.Data.Common;
using Dapper;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Database;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Tests.Configuration;

public sealed class SqliteConfigurationTests : ConfigurationConformance
{
    private string DatabaseFile => Path.Combine(Folder, "configuration.db");

    protected override IDatabase CreateDatabase() => new SqliteDatabase(DatabaseFile);

    protected override async Task<byte[]> ReadRawAsync()
    {
        var raw = new MemoryStream();
        foreach (string file in Directory.GetFiles(Folder).Where(file => file != KeyFile))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await stream.CopyToAsync(raw);
        }

        return raw.ToArray();
    }

    protected override async Task ExpireLeasesAsync()
    {
        await using IDatabase database = CreateDatabase();
        await using DbConnection connection = await database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync("""
            UPDATE sessions SET lease_until = strftime('%Y-%m-%dT%H:%M:%f000Z', 'now', '-1 hour');
            UPDATE session_tasks SET lease_until = strftime('%Y-%m-%dT%H:%M:%f000Z', 'now', '-1 hour') WHERE lease_until IS NOT NULL;
            """);
    }

    [Fact]
    public async Task The_files_are_their_owners_alone()
    {
        if (OperatingSystem.IsWindows())
            return;
        await Configuration.Organizations.AddAsync(Samples.Organization(), "secret", CancellationToken.None);
        foreach (string file in Directory.GetFiles(Folder))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task A_full_disk_is_reported_and_costs_only_the_call_that_met_it()
    {
        // SQLite's own limit on the size of the file stands for the disk's: the same error code, set on the one connection of the pool.
        await using IDatabase database = CreateDatabase();
        await LimitPagesAsync(database, 1);
        string large = new('x', 1_000_000);

        StoreFullException error = await Assert.ThrowsAsync<StoreFullException>(() =>
            Configuration.Repositories.AddAsync(Samples.Repository() with { Store = new FolderStoreSettings(large) }, new RepositorySecrets(null, null), CancellationToken.None));
        Assert.Contains(DatabaseFile, error.Message, StringComparison.Ordinal);

        await LimitPagesAsync(database, 1_000_000);
        Assert.Empty(await Configuration.Repositories.ListAsync(CancellationToken.None));
        await Configuration.Repositories.AddAsync(Samples.Repository() with { Store = new FolderStoreSettings(large) }, new RepositorySecrets(null, null), CancellationToken.None);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_reported_and_left_as_it_is()
    {
        string file = Path.Combine(Folder, "notes.db");
        byte[] notes = [.. Enumerable.Repeat((byte)'n', 5_000)];
        await File.WriteAllBytesAsync(file, notes);

        ConfigurationException error = await Assert.ThrowsAsync<ConfigurationException>(() =>
            SqlBackupConfiguration.OpenAsync(new SqliteDatabase(file), new KeyFileSecretProtector(KeyFile), new NoCaches(), CancellationToken.None));
        Assert.Equal("Configuration.Damaged", error.ErrorId);
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Equal(notes, await File.ReadAllBytesAsync(file));
    }

    [Fact]
    public async Task Damage_within_the_file_is_reported()
    {
        await Configuration.DisposeAsync();
        await using (FileStream stream = File.OpenWrite(DatabaseFile))
        {
            long length = stream.Length;
            stream.Position = 4096;
            stream.Write([.. Enumerable.Repeat((byte)0xA5, (int)(length - 4096))]);
        }

        ConfigurationException error = await Assert.ThrowsAsync<ConfigurationException>(async () => await (await OpenAsync()).Jobs.ListAsync(CancellationToken.None));
        Assert.Equal("Configuration.Damaged", error.ErrorId);
    }

    [Fact]
    public async Task A_path_that_cannot_be_a_file_is_reported()
    {
        ConfigurationException error = await Assert.ThrowsAsync<ConfigurationException>(() =>
            SqlBackupConfiguration.OpenAsync(new SqliteDatabase(Folder), new KeyFileSecretProtector(KeyFile), new NoCaches(), CancellationToken.None));
        Assert.Equal("Database.Unavailable", error.ErrorId);
    }

    [Fact]
    public async Task A_secret_moved_to_another_row_does_not_open()
    {
        Organization[] organizations = [Samples.Organization("A"), Samples.Organization("B")];
        await Configuration.Organizations.AddAsync(organizations[0], "secret of A", CancellationToken.None);
        await Configuration.Organizations.AddAsync(organizations[1], "secret of B", CancellationToken.None);
        await using IDatabase database = CreateDatabase();
        await using DbConnection connection = await database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            "UPDATE secrets SET value = (SELECT value FROM secrets WHERE owner_id = @from) WHERE owner_id = @to", new { from = organizations[0].Id, to = organizations[1].Id });

        ConfigurationException error = await Assert.ThrowsAsync<ConfigurationException>(() => Configuration.Organizations.ReadSecretAsync(organizations[1].Id, CancellationToken.None));
        Assert.Equal("Configuration.SecretDamaged", error.ErrorId);
    }

    private static async Task LimitPagesAsync(IDatabase database, int pages)
    {
        await using DbConnection connection = await database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync($"PRAGMA max_page_count = {pages}");
    }
}
