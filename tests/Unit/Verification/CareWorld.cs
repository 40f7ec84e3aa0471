using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.Tests.Sessions;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Verification;

/// <summary>A backed-up organization whose repository is damaged, validated and repaired.</summary>
internal sealed class CareWorld : IAsyncDisposable
{
    private CareWorld(BackupWorld world) => World = world;

    public BackupWorld World { get; }

    public List<TenantSnapshot> Truths { get; } = [];

    /// <summary>Some sessions with changes in between.</summary>
    public static async Task<CareWorld> CreateAsync(int sessions = 2, string? password = null, int users = 2)
    {
        var care = new CareWorld(await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: users, messages: 8, files: 4), password));
        var changes = new RandomChanges(care.World.Tenant, 5);
        for (int session = 0; session < sessions; session++)
        {
            if (session > 0)
                changes.Apply(6);
            await care.BackUpAsync();
        }
        return care;
    }

    public async Task<SessionStatus> BackUpAsync()
    {
        Truths.Add(World.Tenant.Snapshot());
        return (await World.BackUpAsync()).Session.Status;
    }

    public string[] Files(string below)
    {
        string folder = Path.Combine(World.RepositoryPath, below);
        return Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [];
    }

    public string KeyOf(string file) => Path.GetRelativePath(World.RepositoryPath, file).Replace('\\', '/');

    public static void Flip(string file, double where)
    {
        byte[] bytes = File.ReadAllBytes(file);
        bytes[(int)(where * (bytes.Length - 1))] ^= 4;
        File.WriteAllBytes(file, bytes);
    }

    public async Task<BackupRepository> RepositoryAsync() => (await World.Services.Configuration.Repositories.ListAsync(CancellationToken.None))[0];

    public async Task<RepositoryCareResult> CareAsync(bool repair = false, VerificationRequest? request = null, Action<VerificationProgress>? progress = null) =>
        await new RepositoryCareOperations(World.Services).RunAsync(
            await RepositoryAsync(), request ?? new VerificationRequest(), repair ? _ => Task.FromResult(true) : null, progress ?? (_ => { }), CancellationToken.None);

    /// <summary>Every restore point reads back as the source was.</summary>
    public async Task AssertIntactAsync()
    {
        IReadOnlyList<RestorePoint> points = await World.ListPointsAsync();
        for (int i = 0; i < points.Count; i++)
            await World.AssertIdenticalAsync(points[i], Truths[i]);
    }

    /// <summary>How many items of a restore point come back as what they were.</summary>
    public async Task<int> CountReadableAsync(RestorePoint point)
    {
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(World.Services, point, CancellationToken.None);
        int readable = 0;
        await foreach (RestoreItem item in explorer.FindAsync(new RestoreQuery(), CancellationToken.None))
        {
            try
            {
                await using Stream content = await explorer.OpenContentAsync(item, CancellationToken.None);
                await content.CopyToAsync(Stream.Null);
                readable++;
            }
            catch (DataDamagedException)
            {
                // Lost.
            }
        }
        return readable;
    }

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
