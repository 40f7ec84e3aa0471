using System.Text.Json;
using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Repositories.ObjectStorage;
using Veeam365.Backup.Tests.Support;
using TemporaryFolder = Veeam365.Backup.Tests.Repositories.TemporaryFolder;

namespace Veeam365.Backup.Tests.Golden;

public sealed class GoldenRepositoryTests
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("v1/plain", null)]
    [InlineData("v1/encrypted", GoldenRepository.Password)]
    public async Task Repositories_of_earlier_versions_read_as_they_were_written(string name, string? password)
    {
        VerificationReport report = await ReadGoldenAsync(name, password);
        Assert.True(report.Succeeded, string.Join('\n', report.Checks));
        Assert.NotNull(report.LastVerified);
    }

    [Theory]
    [InlineData("v1-single/plain", null)]
    [InlineData("v1-single/encrypted", GoldenRepository.Password)]
    public async Task Repositories_from_before_the_description_had_a_copy_read_as_they_were_written_and_lack_nothing_else(string name, string? password)
    {
        VerificationReport report = await ReadGoldenAsync(name, password);
        Assert.Equal(RepositoryLayout.DocumentCopy, Assert.Single(report.Damage).Key);
    }

    [Theory]
    [InlineData("plain", null)]
    [InlineData("encrypted", GoldenRepository.Password)]
    public async Task What_is_written_today_reads_as_it_was_written(string name, string? password)
    {
        using TemporaryFolder folder = new();
        string truth = JsonSerializer.Serialize(await GoldenRepository.WriteAsync(folder.Root, password), Json);

        Assert.True((await ReadAsync(folder.Root, password, truth)).Succeeded);
        if (Environment.GetEnvironmentVariable("VEEAM365_GOLDEN") is { Length: > 0 } target)
            Keep(folder.Root, Path.Combine(ProjectFolder.Root, target, name), truth);
    }

    private static async Task<VerificationReport> ReadGoldenAsync(string name, string? password)
    {
        using TemporaryFolder copy = new();
        string golden = Path.Combine(ProjectFolder.Root, "tests/Unit/Golden", name);
        Copy(Path.Combine(golden, "repository"), copy.Root);
        return await ReadAsync(copy.Root, password, await File.ReadAllTextAsync(Path.Combine(golden, "truth.json")));
    }

    /// <summary>Compares all that the restore points hold with the truth, and verifies the repository.</summary>
    private static async Task<VerificationReport> ReadAsync(string root, string? password, string truth)
    {
        await using IBackupRepository repository = await new ObjectStorageRepositoryFactory().OpenAsync(new FolderStoreSettings(root), new RepositoryCredential(null, password), CancellationToken.None);
        Assert.Equal(truth.ReplaceLineEndings(), JsonSerializer.Serialize(await GoldenReader.ReadAsync(repository), Json).ReplaceLineEndings());

        using TemporaryFolder caches = new();
        await using IPersistentCache cache = await new SqlitePersistentCacheFactory(caches.Root).OpenAsync(repository.Description.Id, CancellationToken.None);
        await foreach (StoredRestorePoint _ in new RepositorySynchronizer(repository, cache).SynchronizeAsync(CancellationToken.None))
        {
        }

        return await ((IDataVerification)repository).VerifyAsync(cache, new VerificationRequest(), _ => { }, CancellationToken.None);
    }

    private static void Keep(string from, string to, string truth)
    {
        if (Directory.Exists(to))
            Directory.Delete(to, recursive: true);
        Copy(from, Path.Combine(to, "repository"));
        File.WriteAllText(Path.Combine(to, "truth.json"), truth.ReplaceLineEndings("\n"));
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }
}
