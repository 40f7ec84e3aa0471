using System.Diagnostics;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Tests.Sessions;
using Veeam365.Backup.Tests.Support;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Proxies;

/// <summary>A world on servers whose repository belongs to a pool, and the pool's proxies.</summary>
internal sealed class PoolWorld : IAsyncDisposable
{
    public const string Pool = "Pool";

    private readonly TemporaryFolder _folder = new();
    private readonly string _connection;
    private readonly string _schema;

    private PoolWorld(BackupWorld world, string connection, string schema)
    {
        World = world;
        _connection = connection;
        _schema = schema;
    }

    public BackupWorld World { get; }

    public SimulatedTenant Tenant => World.Tenant;

    public BackupServices Services => World.Services;

    public IBackupConfiguration Configuration => World.Services.Configuration;

    /// <summary>Short leases, so that tests do not wait.</summary>
    public SessionOptions Options { get; init; } = new() { Heartbeat = TimeSpan.FromMilliseconds(300), Lease = TimeSpan.FromSeconds(4), CheckpointInterval = TimeSpan.FromSeconds(1), ObjectConcurrency = 4 };

    private string ConfigurationText => $"{_connection};Search Path={_schema}";

    private string KeyFile => Path.Combine(Path.GetDirectoryName(World.RepositoryPath)!, "secrets.key");

    public static async Task<PoolWorld> CreateAsync(
        string connection, string schema, S3StoreSettings place, string secret, Action<SimulatedTenant> fill, GraphSimulatorOptions? options = null, int members = 2)
    {
        var places = new WorldPlaces { Configuration = $"{connection};Search Path={schema}", Store = place, StoreSecret = secret };
        BackupWorld world = await BackupWorld.CreateAsync(fill, "correct horse", options: options ?? new GraphSimulatorOptions(), places: places);
        var pool = new PoolWorld(world, connection, schema);
        var added = new BackupProxyPool { Id = Guid.CreateVersion7(), Name = Pool, CreatedAt = DateTimeOffset.UtcNow };
        await pool.Configuration.Pools.AddAsync(added, default);
        for (int i = 1; i <= members; i++)
            await pool.Configuration.Proxies.AddAsync(new BackupProxy { Id = Guid.CreateVersion7(), Name = $"P{i}", PoolId = added.Id, Threads = 4, CreatedAt = DateTimeOffset.UtcNow }, default);
        BackupRepository repository = (await pool.Configuration.Repositories.FindAsync("Local", default))!;
        await pool.Configuration.Repositories.UpdateAsync(repository with { Proxy = ProxyAssignment.ToPool(added.Id) }, null, default);
        return pool;
    }

    /// <summary>A proxy in this process, with a configuration of its own.</summary>
    public async Task<RunningProxy> StartAsync(string name, string? connection = null)
    {
        BackupServices services = await BackupServicesFactory.OpenAsync(connection is null ? ConfigurationText : $"{connection};Search Path={_schema}", KeyFile, default);
        return new RunningProxy(services, (await services.Configuration.Proxies.FindAsync(name, default))!, new ProxyOptions { Session = Options });
    }

    /// <summary>A proxy in a process of its own; it ends with its input.</summary>
    public Process StartProcess(string name, string? connection = null)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Veeam365.Backup.Bench.dll");
        string[] words =
        [
            program, "proxy", "--config", $"{connection ?? _connection};Search Path={_schema}", "--key-file", KeyFile, "--name", name,
            "--lease", Milliseconds(Options.Lease), "--heartbeat", Milliseconds(Options.Heartbeat), "--checkpoint", Milliseconds(Options.CheckpointInterval),
        ];
        var process = Process.Start(new ProcessStartInfo("dotnet", words) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, line) => Told(name, line.Data);
        process.ErrorDataReceived += (_, line) => Told(name, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>What the processes wrote.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>Starts the job; the pool runs it.</summary>
    public Task<SessionResult> BackUpAsync(bool full = false, CancellationToken cancellationToken = default) =>
        new SessionRunner(Services, Options).RunAsync(new StartRequest(World.Job, full), 1, new NullSessionObserver(), cancellationToken);

    public async Task<BackupSession> WaitAsync(Func<BackupSession, bool> until)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            BackupSession? last = await Configuration.Sessions.ListAsync(new SessionQuery { Limit = 1 }, patience.Token).FirstOrDefaultAsync(patience.Token);
            if (last is not null && until(last))
                return last;
            await Task.Delay(50, patience.Token);
        }
    }

    public async Task WaitForTasksAsync(Guid sessionId, Func<IReadOnlyList<SessionTask>, bool> until)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!until(await Configuration.Sessions.ListTasksAsync(sessionId, patience.Token)))
            await Task.Delay(50, patience.Token);
    }

    public async Task WaitForLineAsync(string part)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!Report().Contains(part, StringComparison.Ordinal))
            await Task.Delay(50, patience.Token);
    }

    public string Report()
    {
        lock (Lines)
            return string.Join('\n', Lines.TakeLast(60));
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        _folder.Dispose();
    }

    private static string Milliseconds(TimeSpan time) => ((int)time.TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private void Told(string name, string? line)
    {
        if (line is null)
            return;
        lock (Lines)
            Lines.Add($"{name}: {line}");
        if (Environment.GetEnvironmentVariable("VEEAM365_CHAOS_LOG") is { Length: > 0 } file)
        {
            lock (Lines)
                File.AppendAllText(file, $"{name}: {line}\n");
        }
    }
}
