using Npgsql;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Tests.Configuration;

public sealed class ConfigurationLocatorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("v365-loc-").FullName;
    private readonly Dictionary<string, string> _environment = [];

    private ConfigurationLocator Locator => new(name => _environment.GetValueOrDefault(name), Path.Combine(_folder, "user"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Without_a_name_it_is_the_users_own()
    {
        var target = Assert.IsType<ConfigurationTarget.SqliteFile>(Locator.Locate(null, null));
        Assert.Equal(Path.Combine(_folder, "user", "configuration.db"), target.Path);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(Path.Combine(_folder, "user", "secrets.key"), target.KeyFile);
    }

    [Fact]
    public void The_environment_names_it_unless_the_caller_does()
    {
        _environment[ConfigurationLocator.TargetVariable] = "Host=db";
        _environment[ConfigurationLocator.KeyFileVariable] = "/keys/env.key";
        Assert.Equal("/keys/env.key", Assert.IsType<ConfigurationTarget.PostgreSqlSchema>(Locator.Locate(null, null)).KeyFile);
        Assert.Equal("/keys/mine.key", Assert.IsType<ConfigurationTarget.SqliteFile>(Locator.Locate(_folder, "/keys/mine.key")).KeyFile);
    }

    [Fact]
    public void A_path_is_a_folder_or_a_file()
    {
        string existing = Path.Combine(_folder, "without-extension");
        File.WriteAllText(existing, "");
        Directory.CreateDirectory(Path.Combine(_folder, "folder.d"));

        Assert.Equal(Path.Combine(_folder, "configuration.db"), FileOf(_folder));
        Assert.Equal(Path.Combine(_folder, "new", "configuration.db"), FileOf(Path.Combine(_folder, "new")));
        Assert.Equal(Path.Combine(_folder, "folder.d", "configuration.db"), FileOf(Path.Combine(_folder, "folder.d")));
        Assert.Equal(Path.Combine(_folder, "my.db"), FileOf(Path.Combine(_folder, "my.db")));
        Assert.Equal(existing, FileOf(existing));
    }

    [Theory]
    [InlineData("Host=db;Username=u;Password=p")]
    [InlineData("username=u; host = db")]
    [InlineData("Server=db")]
    public void A_connection_string_is_PostgreSQL_with_the_key_in_the_users_folder(string text)
    {
        var target = Assert.IsType<ConfigurationTarget.PostgreSqlSchema>(Locator.Locate(text, null));
        Assert.Equal((text, "veeam365", Path.Combine(_folder, "user", "secrets.key")), (target.ConnectionString, target.Schema, target.KeyFile));
    }

    [Fact]
    public void A_connection_string_may_name_the_schema() =>
        Assert.Equal("mine", Assert.IsType<ConfigurationTarget.PostgreSqlSchema>(Locator.Locate("Host=db;Search Path=mine", null)).Schema);

    [Theory]
    [InlineData("postgresql://u%40x:p%3A%2F%3Bw@db.local:6543/my%20db?sslmode=verify-full&connect_timeout=9", "db.local", 6543, "my db", "u@x", "p:/;w")]
    [InlineData("postgres://u@[::1]/db", "::1", 5432, "db", "u", null)]
    [InlineData("POSTGRESQL://db.local", "db.local", 5432, null, null, null)]
    public void A_URI_is_PostgreSQL(string uri, string host, int port, string? database, string? user, string? password)
    {
        var target = Assert.IsType<ConfigurationTarget.PostgreSqlSchema>(Locator.Locate(uri, null));
        var found = new NpgsqlConnectionStringBuilder(target.ConnectionString);
        Assert.Equal((host, port, database, user, password), (found.Host, found.Port, found.Database, found.Username, found.Password));
        if (uri.Contains("sslmode", StringComparison.Ordinal))
            Assert.Equal((SslMode.VerifyFull, 9), (found.SslMode, found.Timeout));
    }

    [Theory]
    [InlineData("postgresql://u:s3cr3t@host:notaport/db")]
    [InlineData("postgresql://u:s3cr3t@host/db?nonsense=1")]
    [InlineData("postgresql://u:s3cr3t@host/db?sslmode=perhaps")]
    [InlineData("Host=db;Password=s3cr3t;Nonsense=1")]
    [InlineData("Host=db;Password=s3cr3t;Port=many")]
    public void What_cannot_be_understood_is_refused_without_repeating_it(string text)
    {
        InvalidSettingException error = Assert.Throws<InvalidSettingException>(() => Locator.Locate(text, null).CreateDatabase());
        Assert.DoesNotContain("s3cr3t", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_does_not_show_its_password() =>
        Assert.DoesNotContain("s3cr3t", Locator.Locate("Host=db;Password=s3cr3t", null).ToString(), StringComparison.Ordinal);

    [Fact]
    public void An_account_without_a_folder_is_told_to_name_one() =>
        Assert.Throws<InvalidSettingException>(() => new ConfigurationLocator(_ => null, "").Locate(null, null));

    [Fact]
    public async Task The_factory_opens_what_was_located()
    {
        var factory = new BackupConfigurationFactory(_ => new NoCaches());
        await using IBackupConfiguration configuration = await factory.OpenAsync(Locator.Locate(Path.Combine(_folder, "new"), Path.Combine(_folder, "k")), CancellationToken.None);
        await configuration.Organizations.AddAsync(Samples.Organization(), "secret", CancellationToken.None);
        Assert.Equal(Path.Combine(_folder, "new", "configuration.db"), configuration.Description.Location);
        Assert.Equal(Path.Combine(_folder, "k"), configuration.Description.KeyFile);
    }

    private string FileOf(string path) => Assert.IsType<ConfigurationTarget.SqliteFile>(Locator.Locate(path, null)).Path;
}
