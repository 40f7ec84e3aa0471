using System.Text;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Repositories.ObjectStorage;

namespace Veeam365.Backup.Tests.Repositories;

public sealed class PasswordTests
{
    [Fact]
    public async Task A_wrong_or_missing_password_is_refused_in_clear_words()
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync("right");
        ObjectStorageRepositoryFactory factory = new();
        foreach ((string? password, string id) in new[] { ("wrong", "Repository.WrongPassword"), (null, "Repository.PasswordMissing"), ("", "Repository.PasswordMissing") })
        {
            RepositoryException error = await Assert.ThrowsAsync<RepositoryException>(() => factory.OpenAsync(bench.Settings, new RepositoryCredential(null, password), default));
            Assert.Equal(id, error.ErrorId);
            RepositoryTestResult test = await factory.TestAsync(bench.Settings, new RepositoryCredential(null, password), default);
            Assert.Equal(id, Assert.Single(test.Checks, c => !c.Succeeded).Error!.ErrorId);
        }
    }

    [Fact]
    public async Task Nothing_of_the_content_shows_in_an_encrypted_repository()
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync("right");
        byte[] secret = Encoding.UTF8.GetBytes("a very secret sentence of a mail");
        byte[] large = RepositoryBench.RandomBytes(300 << 10, 5);
        await using (IRepositoryWriter writer = bench.NewWriter())
        {
            SegmentReference segment = await RepositoryBench.WriteAsync(writer, "someone", [secret, large]);
            await writer.CommitAsync(RepositoryBench.Point(1, null, segment), default);
        }

        foreach (string file in bench.Files(""))
        {
            byte[] bytes = await File.ReadAllBytesAsync(file);
            Assert.Equal(-1, bytes.AsSpan().IndexOf(secret));
            Assert.Equal(-1, bytes.AsSpan().IndexOf(large.AsSpan(1000, 64)));
            Assert.Equal(-1, bytes.AsSpan().IndexOf("someone"u8));
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Sha256Hash.Of(large).ToArray()));
            Assert.Equal(-1, bytes.AsSpan().IndexOf("Organization"u8));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(0)]
    public async Task Another_format_version_is_refused_naming_both(int version)
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync();
        string file = Path.Combine(bench.Root, RepositoryLayout.Document);
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("\"version\":1", $"\"version\":{version}", StringComparison.Ordinal));

        RepositoryException error = await Assert.ThrowsAsync<RepositoryException>(bench.ReopenAsync);

        Assert.Equal("Repository.FormatVersion", error.ErrorId);
        Assert.Contains($"version {version}", error.Message, StringComparison.Ordinal);
        Assert.Contains("version 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_that_is_not_empty_or_not_there_is_not_made_a_repository()
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync();
        ObjectStorageRepositoryFactory factory = new();
        await Assert.ThrowsAsync<ConflictException>(() => factory.CreateAsync(Guid.NewGuid(), bench.Settings, new RepositorySettings(), bench.Credential, default));
        RepositoryException error = await Assert.ThrowsAsync<RepositoryException>(
            () => factory.CreateAsync(Guid.NewGuid(), new FolderStoreSettings(Path.Combine(bench.Root, "none")), new RepositorySettings(), bench.Credential, default));
        Assert.Equal("Repository.PlaceMissing", error.ErrorId);
        using TemporaryFolder empty = new();
        Assert.Equal("Repository.Missing", (await Assert.ThrowsAsync<RepositoryException>(() => factory.OpenAsync(new FolderStoreSettings(empty.Root), bench.Credential, default))).ErrorId);
        Assert.True((await factory.TestAsync(new FolderStoreSettings(empty.Root), bench.Credential, default)).Succeeded);
        Assert.False((await factory.TestAsync(new FolderStoreSettings(Path.Combine(bench.Root, "none")), bench.Credential, default)).Succeeded);
    }
}
