using System.Text;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Repositories.ObjectStorage;

namespace Veeam365.Backup.Tests.Repositories;

public sealed class CompressionQualityTests
{
    [Fact]
    public async Task A_repository_compresses_as_its_settings_say() => Assert.InRange(await SizeAsync(9), 1, await SizeAsync(1) - 1);

    [Fact]
    public void Settings_written_before_there_was_a_quality_have_the_default() =>
        Assert.Equal(1, FormatJson.Read("{}"u8, FormatJson.Default.RepositorySettings, "test").CompressionQuality);

    private static async Task<long> SizeAsync(int quality)
    {
        using TemporaryFolder folder = new();
        ObjectStorageRepositoryFactory factory = new();
        FolderStoreSettings place = new(folder.Root);
        RepositoryCredential credential = new(null, null);
        await factory.CreateAsync(Guid.NewGuid(), place, new RepositorySettings { CompressionQuality = quality }, credential, default);
        await using IBackupRepository repository = await factory.OpenAsync(place, credential, default);
        await using IRepositoryWriter writer = repository.CreateWriter(new MemoryChunkCatalog(), new RepositoryWriterOptions());
        Random random = new(1);
        byte[] text = Encoding.ASCII.GetBytes(string.Join(' ', Enumerable.Range(0, 100_000).Select(_ => random.Next(3000).ToString("x", System.Globalization.CultureInfo.InvariantCulture))));
        await RepositoryBench.WriteAsync(writer, "u", [text]);
        return Directory.GetFiles(Path.Combine(folder.Root, "packs"), "*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length);
    }
}
