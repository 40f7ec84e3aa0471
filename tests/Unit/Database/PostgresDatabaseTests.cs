using System.Net;
using System.Net.Sockets;
using Veeam365.Backup.Core.Database;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Tests.Database;

public sealed class PostgresDatabaseTests
{
    [Fact]
    public async Task A_server_that_is_not_there_is_reported()
    {
        await using var database = new PostgresDatabase($"Host=127.0.0.1;Port={UnusedPort()};Password=s3cr3t", "veeam365");
        await AssertUnavailableAsync(database);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_reported()
    {
        // Takes connections and says nothing.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var database = new PostgresDatabase($"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Password=s3cr3t", "veeam365");
        await AssertUnavailableAsync(database);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("1digit")]
    [InlineData("a; DROP SCHEMA public")]
    public void A_schema_name_that_would_need_quoting_is_refused(string schema) =>
        Assert.Throws<InvalidSettingException>(() => new PostgresDatabase("Host=localhost", schema));

    private static async Task AssertUnavailableAsync(PostgresDatabase database)
    {
        Task opening = database.OpenAsync(CancellationToken.None);
        Assert.Same(opening, await Task.WhenAny(opening, Task.Delay(TimeSpan.FromSeconds(60))));
        ConfigurationException error = await Assert.ThrowsAsync<ConfigurationException>(() => opening);
        Assert.Equal("Database.Unavailable", error.ErrorId);
        Assert.DoesNotContain("s3cr3t", error.ToString(), StringComparison.Ordinal);
    }

    private static int UnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
