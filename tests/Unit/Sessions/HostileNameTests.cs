using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Tests.Support;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sessions;

[Collection(PostgresCollection.Name)]
public sealed class HostileNameTests(PostgresServer postgres)
{
    private const string User = "user@contoso.example";

    private static readonly string[] Names =
    [
        "", " ", ".", "..", "../../../etc/passwd", "..\\..\\windows\\system32", "/etc/passwd", "C:\\Windows", "a/b/c", "CON", "con.txt", "NUL", "COM1.log", "LPT\u00B9", "aux ", "dots...",
        "nul\0nul", "bell\a\b\u001b[2J", "tab\tnew\r\nline", "\u202Egpj.exe", "\u2028\u2029\u200B", "\uFEFFbom", "<>:\"|?*", "%2e%2e%2f", "~", "$HOME`id`", "-rf", "'; DROP TABLE item; --",
        "\U0001F600\U0001F468\u200D\U0001F469\u200D\U0001F467 family", "e\u0301 \u00E9", "same", "same", "SAME", "lone \uD800 high", "lone \uDC00 low", new string('x', 10_000), new string('\u4E2D', 300),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Hostile_names_are_backed_up_and_exported_below_the_target_folder_with_identical_bytes(bool onPostgres)
    {
        string schema = PostgresServer.NewSchema();
        var places = new WorldPlaces { Configuration = onPostgres ? new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { SearchPath = schema }.ConnectionString : null };
        await using BackupWorld world = await BackupWorld.CreateAsync(Fill, places: places);

        SessionResult first = await world.BackUpAsync();
        Assert.True(first.Session.Status == SessionStatus.Success, $"{first.Session.Status}: {first.Session.Message} {await LogAsync(world, first)}");
        // A cache read back from the repository must not stumble over them either.
        await world.Services.Configuration.Caches.RemoveAsync(world.Job.RepositoryId, CancellationToken.None);
        SessionResult result = await world.BackUpAsync();
        Assert.True(result.Session.Status == SessionStatus.Success, $"{result.Session.Status}: {result.Session.Message} {await LogAsync(world, result)}");
        Assert.Equal(SessionKind.Incremental, result.Session.Kind);

        string around = world.NewFolder("around");
        string target = Path.Combine(around, "target");
        List<ExportedItem> exported = await ExportAsync(world, result.RestorePoint!, target);

        Assert.True(exported.TrueForAll(e => e.Error is null), exported.Find(e => e.Error is not null)?.Error!.ToString());
        string[] files = [.. Directory.GetFiles(around, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Where(f => f != Path.Combine(target, "veeam365-export.jsonl"))];
        Assert.All(files, f => Assert.StartsWith(target + Path.DirectorySeparatorChar, Path.GetFullPath(f), StringComparison.Ordinal));
        Assert.Equal(ExpectedHashes(world.Tenant.Snapshot()), files.Select(HashOf).Order(StringComparer.Ordinal));
        Assert.Equal(files.Length, exported.Select(e => e.Path).Distinct(StringComparer.Ordinal).Count());
        if (onPostgres)
            await postgres.QueryAsync($"DROP SCHEMA {schema} CASCADE; DROP SCHEMA cache_{world.Job.RepositoryId:N} CASCADE");
    }

    private static void Fill(SimulatedTenant tenant)
    {
        tenant.AddUser(User);
        int number = 0;
        foreach (string name in Names)
        {
            number++;
            tenant.AddMessage(User, "inbox", Message(name, number));
            string folder = tenant.AddFolder(User, "inbox", name.Length > 255 ? name[..255] : name);
            tenant.AddMessage(User, folder, Message("in it", number + 1000));
            if (TryAdd(() => tenant.AddDriveFolder(User, "root", name + "\u00A0folder")) is { } driveFolder)
                tenant.AddFile(User, driveFolder, "in it.txt", Encoding.UTF8.GetBytes($"file in folder {number}"));
            TryAdd(() => tenant.AddFile(User, "root", name, Encoding.UTF8.GetBytes($"file {number}")));
        }
    }

    // A name that the drive does not take cannot come from it.
    private static string? TryAdd(Func<string> add)
    {
        try
        {
            return add();
        }
        catch (GraphException)
        {
            return null;
        }
    }

    private static NewMessage Message(string subject, int number) => new(Encoding.UTF8.GetBytes(
        $"From: a@contoso.example\r\nTo: {User}\r\nSubject: =?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(subject))}?=\r\nDate: Mon, 02 Nov 2026 10:00:00 +0000\r\n\r\nbody {number}\r\n"));

    private static async Task<List<ExportedItem>> ExportAsync(BackupWorld world, RestorePoint point, string target)
    {
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(world.Services, point, CancellationToken.None);
        var exporter = new ItemExporter(explorer, new ExportOptions(target));
        return await exporter.ExportAsync(explorer.FindAsync(new RestoreQuery(), CancellationToken.None), CancellationToken.None).ToListAsync();
    }

    private static IEnumerable<string> ExpectedHashes(TenantSnapshot truth) => truth.Users
        .SelectMany(u => u.Mailbox!.Messages().Select(m => m.Sha256()).Concat(u.Drive!.Items().Where(i => !i.IsFolder).Select(i => i.Sha256()!)))
        .Order(StringComparer.Ordinal);

    private static string HashOf(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));

    private static async Task<string> LogAsync(BackupWorld world, SessionResult result) =>
        string.Join(Environment.NewLine, (await world.Services.Configuration.Sessions.ReadLogAsync(result.Session.Id, CancellationToken.None)).Select(l => l.Message));
}
