using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Veeam365.Backup.Tests.Support;

/// <summary>
/// A real PostgreSQL server for the tests of a collection: the one VEEAM365_TEST_POSTGRES names (an Npgsql connection string of a user who may create schemas),
/// or one of its own in a temporary folder, which ends with this process, however that ends.
/// </summary>
#pragma warning disable IDE0040 // public in tests, internal in benches: the other part says which
sealed partial class PostgresServer
#pragma warning restore IDE0040
{
    private const string Password = "test-of-veeam365";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"v365-pg-{Guid.NewGuid():N}"[..18]);
    private Process? _server;
    private string? _connectionString;

    /// <summary>Reaches the server; schemas are the tests' own business.</summary>
    public string ConnectionString => _connectionString ?? throw new InvalidOperationException("The server was not started.");

    /// <summary>A schema name that nobody else uses.</summary>
    public static string NewSchema() => $"t_{Guid.NewGuid():N}";

    public async Task InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("VEEAM365_TEST_POSTGRES") is { Length: > 0 } given)
        {
            _connectionString = given;
            return;
        }

        string binaries = FindBinaries();
        await CreateClusterAsync(binaries);
        await StartAsync(binaries);
    }

    public async Task DisposeAsync()
    {
        if (_server is null)
            return;
        NpgsqlConnection.ClearAllPools();
        // The shell around the server takes the end of its input as the sign to stop the server and delete the folder.
        _server.StandardInput.Close();
        await _server.WaitForExitAsync();
        _server.Dispose();
    }

    /// <summary>Runs a statement and returns its first column as text.</summary>
    public async Task<IReadOnlyList<string>> QueryAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(Convert.ToString(reader.GetValue(0), System.Globalization.CultureInfo.InvariantCulture)!);
        return rows;
    }

    private async Task CreateClusterAsync(string binaries)
    {
        Directory.CreateDirectory(_folder);
        string passwordFile = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(passwordFile, Password);
        if (Environment.UserName == "root")
            await RunAsync(["chown", "-R", "postgres", _folder]);
        await RunAsync(AsServerUser(
            $"{binaries}/initdb", "--no-sync", "--username=veeam", $"--pwfile={passwordFile}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "-D", $"{_folder}/data"));
    }

    private async Task StartAsync(string binaries)
    {
        int port = FreePort();
        string script = $"""
            '{binaries}/postgres' -D '{_folder}/data' -p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='{_folder}' -c max_connections=200 \
                -c fsync=off -c full_page_writes=off -c synchronous_commit=off >'{_folder}/log' 2>&1 &
            server=$!
            cat >/dev/null
            kill -INT $server
            wait $server
            rm -rf '{_folder}'
            """;
        _server = Start(AsServerUser("/bin/sh", "-c", script), redirectInput: true);
        _connectionString = $"Host=127.0.0.1;Port={port};Database=postgres;Username=veeam;Password={Password}";
        await WaitUntilItAnswersAsync();
    }

    private async Task WaitUntilItAnswersAsync()
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await QueryAsync("SELECT 1");
                return;
            }
            catch (NpgsqlException) when (waited.Elapsed < s_patience)
            {
                await Task.Delay(50);
            }
            catch (NpgsqlException e)
            {
                string log = Path.Combine(_folder, "log");
                throw new InvalidOperationException($"PostgreSQL did not start: {(File.Exists(log) ? await File.ReadAllTextAsync(log) : "it wrote no log")}", e);
            }
        }
    }

    private static string FindBinaries()
    {
        IEnumerable<string> debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(d => int.TryParse(Path.GetFileName(d), out int v) ? v : 0).Select(d => Path.Combine(d, "bin"))
            : [];
        IEnumerable<string> onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return debian.Concat(onPath).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")))
            ?? throw new InvalidOperationException(
                "These tests need a PostgreSQL server: install one (Debian: apt-get install postgresql) or name one in VEEAM365_TEST_POSTGRES (an Npgsql connection string).");
    }

    // PostgreSQL refuses to run as root: then it runs as the user that its package made.
    private static string[] AsServerUser(params string[] command) =>
        Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--", .. command] : command;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task RunAsync(string[] command)
    {
        using Process process = Start(command, redirectInput: false);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)} failed: {error}");
    }

    private static Process Start(string[] command, bool redirectInput)
    {
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = redirectInput,
            RedirectStandardOutput = !redirectInput,
            RedirectStandardError = !redirectInput,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (string argument in command.Skip(1))
            start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"{command[0]} cannot be run (Debian: apt-get install postgresql util-linux).", e);
        }
    }
}
