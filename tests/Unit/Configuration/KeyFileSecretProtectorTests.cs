using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Tests.Configuration;

public sealed class KeyFileSecretProtectorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("v365-key-").FullName;
    private readonly SecretPlace _place = new(Guid.NewGuid(), SecretKind.ClientSecret);

    private string KeyFile => Path.Combine(_folder, "keys", "secrets.key");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("a secret with ünïcode 🔑")]
    public void A_secret_opens_with_the_same_key_at_the_same_place(string secret)
    {
        byte[] envelope = new KeyFileSecretProtector(KeyFile).Protect(_place, secret);
        Assert.Equal(secret, new KeyFileSecretProtector(KeyFile).Unprotect(_place, envelope));
    }

    [Fact]
    public void The_same_secret_never_looks_the_same()
    {
        var protector = new KeyFileSecretProtector(KeyFile);
        Assert.NotEqual(protector.Protect(_place, "secret"), protector.Protect(_place, "secret"));
    }

    [Fact]
    public void A_secret_does_not_open_at_another_place()
    {
        var protector = new KeyFileSecretProtector(KeyFile);
        byte[] envelope = protector.Protect(_place, "secret");
        Fails("Configuration.SecretDamaged", () => protector.Unprotect(_place with { OwnerId = Guid.NewGuid() }, envelope));
        Fails("Configuration.SecretDamaged", () => protector.Unprotect(_place with { Kind = SecretKind.StoreSecret }, envelope));
    }

    [Fact]
    public void Every_altered_or_missing_byte_shows()
    {
        var protector = new KeyFileSecretProtector(KeyFile);
        byte[] envelope = protector.Protect(_place, "secret");
        for (int i = 0; i < envelope.Length; i++)
        {
            byte[] altered = [.. envelope];
            altered[i] ^= 0x40;
            Assert.Throws<ConfigurationException>(() => protector.Unprotect(_place, altered));
            Assert.Throws<ConfigurationException>(() => protector.Unprotect(_place, envelope[..i]));
        }
    }

    [Fact]
    public void Another_key_and_no_key_are_told_apart()
    {
        byte[] envelope = new KeyFileSecretProtector(KeyFile).Protect(_place, "secret");
        var other = new KeyFileSecretProtector(Path.Combine(_folder, "other.key"));
        Assert.Null(other.FindKeyId());
        Fails("Configuration.KeyMissing", () => other.Unprotect(_place, envelope));
        other.Protect(_place, "x");
        Assert.NotEqual(new KeyFileSecretProtector(KeyFile).FindKeyId(), other.FindKeyId());
        Fails("Configuration.WrongKey", () => other.Unprotect(_place, envelope));
        Fails("Configuration.WrongKey", () => other.Unprotect(_place, [2, 1, 2, 3]));
    }

    [Fact]
    public void The_key_file_is_its_owners_alone_and_random()
    {
        new KeyFileSecretProtector(KeyFile).Protect(_place, "x");
        string other = Path.Combine(_folder, "other.key");
        new KeyFileSecretProtector(other).Protect(_place, "x");

        Assert.Equal(32, new FileInfo(KeyFile).Length);
        Assert.NotEqual(File.ReadAllBytes(KeyFile), File.ReadAllBytes(other));
        Assert.Equal([KeyFile], Directory.GetFiles(Path.GetDirectoryName(KeyFile)!));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_key_file_that_others_may_use_is_refused(UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
            return;
        byte[] envelope = new KeyFileSecretProtector(KeyFile).Protect(_place, "secret");
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | mode);

        ConfigurationException error = Fails("Configuration.KeyExposed", () => new KeyFileSecretProtector(KeyFile).Unprotect(_place, envelope));
        Assert.Contains("chmod 600", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_key_of_another_length_is_no_key(int length)
    {
        new KeyFileSecretProtector(KeyFile).Protect(_place, "secret");
        File.WriteAllBytes(KeyFile, new byte[length]);
        Fails("Configuration.KeyUnusable", () => new KeyFileSecretProtector(KeyFile).Protect(_place, "secret"));
    }

    [Fact]
    public void A_key_that_cannot_be_made_is_reported()
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "in the way");
        Fails("Configuration.KeyUnusable", () => new KeyFileSecretProtector(Path.Combine(file, "secrets.key")).Protect(_place, "secret"));
    }

    [Fact]
    public void Many_that_make_the_key_at_once_end_up_with_one()
    {
        for (int round = 0; round < 20; round++)
        {
            string file = Path.Combine(_folder, $"round{round}", "secrets.key");
            var ids = new string?[16];
            Parallel.For(0, ids.Length, new ParallelOptions { MaxDegreeOfParallelism = ids.Length }, i =>
            {
                var protector = new KeyFileSecretProtector(file);
                protector.Protect(_place, "secret");
                ids[i] = protector.FindKeyId();
            });
            Assert.Single(ids.Distinct());
            Assert.Single(Directory.GetFiles(Path.GetDirectoryName(file)!));
        }
    }

    private static ConfigurationException Fails(string errorId, Action call)
    {
        ConfigurationException error = Assert.Throws<ConfigurationException>(call);
        Assert.Equal(errorId, error.ErrorId);
        return error;
    }
}
