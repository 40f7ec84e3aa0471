using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Restore;

namespace Veeam365.Backup.Tests.Verification;

public sealed class RepairTests
{
    [Theory]
    [InlineData(null, 0.3)]
    [InlineData("correct horse", 0.3)]
    [InlineData("correct horse", 0.999)]
    [InlineData("correct horse", 0.0)]
    public async Task A_damaged_pack_is_repaired_and_the_next_session_makes_the_newest_restore_point_intact(string? password, double where)
    {
        await using CareWorld care = await CareWorld.CreateAsync(password: password);
        string pack = care.Files("packs").MaxBy(f => new FileInfo(f).Length)!;
        CareWorld.Flip(pack, where);

        RepositoryCareResult repaired = await care.CareAsync(repair: true);
        SessionStatus next = await care.BackUpAsync();
        RepositoryCareResult after = await care.CareAsync();

        Assert.Equal(care.KeyOf(pack), Assert.Single(repaired.Repaired).Damage.Key);
        Assert.False(File.Exists(pack));
        Assert.Equal(SessionStatus.Success, next);
        RestorePoint newest = (await care.World.ListPointsAsync())[^1];
        await care.World.AssertIdenticalAsync(newest, care.Truths[^1]);
        Assert.DoesNotContain(after.Items, i => i.Item.Points.Any(p => p.Id == newest.Id));
        Assert.NotNull((await care.World.ListPointsAsync())[^1].LastVerified);
        // What the source gave again heals older restore points too: same content, same chunks.
        Assert.Subset(Named(repaired), Named(after));
        Assert.All(after.Report.Damage, d => Assert.True(d.IsKnown));
    }

    [Theory]
    [InlineData("repository.json", false)]
    [InlineData("repository.json", true)]
    [InlineData("critical/repository.json", false)]
    [InlineData("critical/repository.json", true)]
    public async Task A_damaged_or_missing_description_comes_back_from_its_other_copy(string key, bool isGone)
    {
        await using CareWorld care = await CareWorld.CreateAsync(password: "correct horse");
        string file = Path.Combine(care.World.RepositoryPath, key);
        byte[] good = await File.ReadAllBytesAsync(file);
        if (isGone)
            File.Delete(file);
        else
            CareWorld.Flip(file, 0.5);

        RepositoryCareResult repaired = await care.CareAsync(repair: true);

        Assert.Equal(key, Assert.Single(repaired.Repaired).Damage.Key);
        Assert.Equal(good, await File.ReadAllBytesAsync(file));
        Assert.Empty((await care.CareAsync()).Report.Damage);
        Assert.Equal(SessionStatus.Success, await care.BackUpAsync());
    }

    [Fact]
    public async Task A_missing_pack_costs_what_was_in_it_and_the_next_session_reads_only_that_again()
    {
        await using CareWorld care = await CareWorld.CreateAsync();
        File.Delete(care.Files("packs")[0]);

        RepositoryCareResult repaired = await care.CareAsync(repair: true);
        care.Truths.Add(care.World.Tenant.Snapshot());
        BackupSession session = (await care.World.BackUpAsync()).Session;

        int current = repaired.Items.Count(i => i.Item.IsCurrent && i.Item.Version!.Kind != ItemKind.Folder);
        Assert.Equal(SessionStatus.Success, session.Status);
        Assert.InRange(session.Statistics.ItemsTransferred, 1, current);
        await care.World.AssertIdenticalAsync((await care.World.ListPointsAsync())[^1], care.Truths[^1]);
    }

    [Fact]
    public async Task Reading_lost_items_is_an_error_that_names_the_pack_and_everything_else_is_exported()
    {
        await using CareWorld care = await CareWorld.CreateAsync(sessions: 1);
        string pack = care.Files("packs").MaxBy(f => new FileInfo(f).Length)!;
        CareWorld.Flip(pack, 0.5);
        RepositoryCareResult repaired = await care.CareAsync(repair: true);
        RestorePoint point = (await care.World.ListPointsAsync())[0];

        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(care.World.Services, point, CancellationToken.None);
        int lost = 0;
        await foreach (RestoreItem item in explorer.FindAsync(new RestoreQuery(), CancellationToken.None))
        {
            try
            {
                await using Stream content = await explorer.OpenContentAsync(item, CancellationToken.None);
                await content.CopyToAsync(Stream.Null);
            }
            catch (DataDamagedException e)
            {
                Assert.Contains(care.KeyOf(pack), e.Message, StringComparison.Ordinal);
                lost++;
            }
        }

        Assert.InRange(lost, 1, repaired.Items.Count);
    }

    [Fact]
    public async Task A_damaged_or_lost_index_is_made_anew_from_the_packs()
    {
        await using CareWorld care = await CareWorld.CreateAsync();
        string[] files = care.Files("index");
        CareWorld.Flip(files[0], 0.5);
        File.Delete(files[1]);

        RepositoryCareResult repaired = await care.CareAsync(repair: true);

        Assert.NotEmpty(repaired.Repaired);
        Assert.All(repaired.Repaired, r => Assert.True(r.IsRecovered, r.Message));
        Assert.True((await care.CareAsync()).Report.Succeeded);
        await care.AssertIntactAsync();
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public async Task A_damaged_restore_point_is_written_again_from_the_cache(int which, bool isGone)
    {
        await using CareWorld care = await CareWorld.CreateAsync(sessions: 3);
        string file = care.Files("points")[which];
        if (isGone)
            File.Delete(file);
        else
            CareWorld.Flip(file, 0.5);

        RepositoryCareResult repaired = await care.CareAsync(repair: true);
        RepositoryCareResult after = await care.CareAsync();

        Assert.True(Assert.Single(repaired.Repaired).IsRecovered);
        Assert.True(after.Report.Succeeded, string.Join('\n', after.Report.Checks));
        Assert.Equal(SessionStatus.Success, await care.BackUpAsync());
        await care.World.Services.Configuration.Caches.RemoveAsync(care.World.Job.RepositoryId, CancellationToken.None);
        await care.AssertIntactAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_object_whose_segments_are_damaged_gets_a_new_chain(bool isCacheLost)
    {
        await using CareWorld care = await CareWorld.CreateAsync(sessions: 3);
        foreach (string file in care.Files("segments").Where(f => Path.GetFileName(f).StartsWith("00000001-", StringComparison.Ordinal)).Take(2))
            CareWorld.Flip(file, 0.5);

        RepositoryCareResult repaired = await care.CareAsync(repair: true);
        if (isCacheLost)
            await care.World.Services.Configuration.Caches.RemoveAsync(care.World.Job.RepositoryId, CancellationToken.None);
        SessionStatus next = await care.BackUpAsync();
        RepositoryCareResult after = await care.CareAsync();
        await care.World.Services.Configuration.Caches.RemoveAsync(care.World.Job.RepositoryId, CancellationToken.None);

        Assert.All(repaired.Items, i => Assert.Null(i.Item.Version));
        Assert.Equal(SessionStatus.Success, next);
        RestorePoint newest = (await care.World.ListPointsAsync())[^1];
        Assert.DoesNotContain(after.Items, i => i.Item.Points.Any(p => p.Id == newest.Id));
        await care.World.AssertIdenticalAsync(newest, care.Truths[^1]);
    }

    [Fact]
    public async Task New_content_is_never_deduplicated_with_a_lost_chunk()
    {
        await using CareWorld care = await CareWorld.CreateAsync(sessions: 0, users: 1);
        byte[] shared = Repositories.RepositoryBench.RandomBytes(300_000, 9);
        care.World.Tenant.AddFile("user0@contoso.example", "root", "one.bin", shared);
        await care.BackUpAsync();
        string pack = care.Files("packs").MaxBy(f => new FileInfo(f).Length)!;
        CareWorld.Flip(pack, 0.5);
        await care.CareAsync();
        care.World.Tenant.AddFile("user0@contoso.example", "root", "two.bin", shared);

        await care.BackUpAsync();

        Assert.DoesNotContain((await care.CareAsync()).Items, i => i.Item.Version!.Name == "two.bin");
    }

    private static HashSet<(string Key, string Item)> Named(RepositoryCareResult result) =>
        [.. result.Items.Select(i => (i.Item.Identity.Key, i.Item.Version!.Key))];
}
