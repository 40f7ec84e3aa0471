using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Veeam365.Backup.Tests.Support;

/// <summary>A PostgreSQL server of a test's own that can be restarted, as after a crash of its machine. It ends with this process, however that ends.</summary>
internal sealed class RestartablePostgres : IAsyncDisposable
{
    private const string Password = "test-of-veeam365";
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"v365-pg-{Guid.NewGuid():N}"[..18]);
    private readonly int _port = FreePort();
    private Process? _shell;

    /// <summary>Reaches the server.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Database=postgres;Username=veeam;Password={Password}";

    public int Port => _port;

    public static async Task<RestartablePostgres> StartAsync()
    {
        var server = new RestartablePostgres();
        Directory.CreateDirectory(server._folder);
        await File.WriteAllTextAsync(Path.Combine(server._folder, "password"), Password);
        string binaries = Directory.GetDirectories("/usr/lib/postgresql").Order().Last() + "/bin";
        string folder = server._folder;
        // Each line of input restarts the server at once (-m immediate: no time to say goodbye); the end of input ends it.
        string script = $"""
            '{binaries}/initdb' --no-sync --username=veeam --pwfile='{folder}/password' --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 -D '{folder}/data' >'{folder}/init' 2>&1
            run() {"{"} '{binaries}/postgres' -D '{folder}/data' -p {server._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='{folder}' -c max_connections=300 \
                -c shared_buffers=64MB >>'{folder}/log' 2>&1 & server=$!; {"}"}
            run
            while read -r line; do kill -QUIT $server; wait $server; sleep "$line"; run; done
            kill -QUIT $server
            wait $server
            rm -rf '{folder}'
            """;
        string[] command = Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--", "/bin/sh", "-c", script] : ["/bin/sh", "-c", script];
        if (Environment.UserName == "root")
            Process.Start("chown", ["-R", "postgres", folder]).WaitForExit();
        server._shell = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, WorkingDirectory = Path.GetTempPath() })!;
        await server.WaitUntilItAnswersAsync();
        return server;
    }

    /// <summary>Kills it and starts it again after so many seconds.</summary>
    public async Task RestartAsync(int secondsAway)
    {
        await _shell!.StandardInput.WriteLineAsync(secondsAway.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await _shell.StandardInput.FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        _shell!.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }

    private async Task WaitUntilItAnswersAsync()
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString);
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (waited.Elapsed < TimeSpan.FromSeconds(60))
            {
                await Task.Delay(100);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
