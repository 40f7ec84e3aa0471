using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Repositories.ObjectStorage;
using Veeam365.Backup.Tests.Repositories;

namespace Veeam365.Backup.Tests.Verification;

public sealed class RepairCrashTests
{
    [Theory]
    [InlineData(StopKind.Before)]
    [InlineData(StopKind.After)]
    public async Task A_repair_that_stops_at_any_store_call_leaves_nothing_worse_and_the_next_one_ends_it(object kind)
    {
        await using CareWorld care = await CareWorld.CreateAsync(sessions: 3, users: 1);
        string backup = care.World.NewFolder("good");
        DamageEverything(care);
        Copy(care.World.RepositoryPath, backup);
        Dictionary<Guid, int> readable = await CountReadableAsync(care);
        for (int call = 1; ; call++)
        {
            bool hit = await StopAsync(care, (StopKind)kind, call);
            Dictionary<Guid, int> now = await CountReadableAsync(care);
            Assert.All(readable, r => Assert.True(now[r.Key] >= r.Value, $"After call {call} restore point {r.Key} gives back {now[r.Key]} instead of {r.Value} items."));
            if (!hit)
                break;
            await care.CareAsync(repair: true);
            now = await CountReadableAsync(care);
            Assert.All(readable, r => Assert.True(now[r.Key] >= r.Value));
            Restore(backup, care.World.RepositoryPath);
        }

        Assert.Equal(SessionStatus.Success, await care.BackUpAsync());
        await care.World.AssertIdenticalAsync((await care.World.ListPointsAsync())[^1], care.Truths[^1]);
    }

    private static void DamageEverything(CareWorld care)
    {
        CareWorld.Flip(care.Files("packs").MaxBy(f => new FileInfo(f).Length)!, 0.4);
        CareWorld.Flip(care.Files("index")[0], 0.5);
        CareWorld.Flip(care.Files("points")[1], 0.5);
    }

    private static async Task<bool> StopAsync(CareWorld care, StopKind kind, int call)
    {
        StoppingStore? store = null;
        var services = care.World.Services;
        care.World.Use(new ObjectStorageRepositoryFactory(new DecoratingStoreFactory(s => store = new StoppingStore(s))));
        try
        {
            await new RepositoryCareOperations(care.World.Services).RunAsync(
                await care.RepositoryAsync(),
                new(),
                _ =>
                {
                    store!.Restart(kind, call);
                    return Task.FromResult(true);
                },
                _ => { },
                CancellationToken.None);
        }
        catch (BackupException)
        {
            Assert.True(store!.WasHit);
        }

        care.World.Use(services.Repositories);
        return store!.WasHit;
    }

    private static async Task<Dictionary<Guid, int>> CountReadableAsync(CareWorld care)
    {
        Dictionary<Guid, int> readable = [];
        IReadOnlyList<RestorePoint> points = await care.World.ListPointsAsync();
        for (int i = 0; i < points.Count; i++)
            readable[points[i].Id] = await care.CountReadableAsync(points[i]);
        return readable;
    }

    private static void Restore(string from, string to)
    {
        Directory.Delete(to, recursive: true);
        Copy(from, to);
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }
}
