using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Tests.Verification;

public sealed class DataValidationTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("correct horse")]
    public async Task An_intact_repository_passes_and_everything_gets_the_time_of_its_validation(string? password)
    {
        await using CareWorld care = await CareWorld.CreateAsync(password: password);
        DateTimeOffset before = DateTimeOffset.UtcNow;

        RepositoryCareResult result = await care.CareAsync();

        Assert.True(result.Report.Succeeded, string.Join('\n', result.Report.Checks));
        Assert.All(result.Report.Checks, c => Assert.True(c.Succeeded, c.Message));
        Assert.InRange((await care.RepositoryAsync()).LastVerified!.Value, before.AddSeconds(-1), DateTimeOffset.UtcNow);
        Assert.All(await care.World.ListPointsAsync(), p => Assert.InRange(p.LastVerified!.Value, before.AddSeconds(-1), DateTimeOffset.UtcNow));
    }

    [Fact]
    public async Task A_part_of_the_packs_is_read_and_the_least_recently_read_come_next_until_all_were()
    {
        await using CareWorld care = await CareWorld.CreateAsync(sessions: 4);
        int packs = care.Files("packs").Length;
        Assert.True(packs >= 3, "The world is too small.");
        int runs = 0;
        while ((await care.RepositoryAsync()).LastVerified is null)
        {
            Assert.True((await care.CareAsync(request: new VerificationRequest { Percent = 1 })).Report.Succeeded);
            Assert.True(++runs <= packs);
        }

        // A pack smaller than a percent comes together with the next.
        Assert.InRange(runs, packs / 2, packs);
    }

    [Fact]
    public async Task Without_time_no_pack_is_read_and_the_rest_is_validated()
    {
        await using CareWorld care = await CareWorld.CreateAsync();

        RepositoryCareResult result = await care.CareAsync(request: new VerificationRequest { MaximumTime = TimeSpan.Zero });

        Assert.True(result.Report.Succeeded);
        Assert.Contains("0 of", result.Report.Checks.Single(c => c.Name == "Packs").Message, StringComparison.Ordinal);
        Assert.Null((await care.RepositoryAsync()).LastVerified);
    }

    [Fact]
    public async Task A_damaged_block_names_its_pack_items_folders_objects_and_restore_points()
    {
        await using CareWorld care = await CareWorld.CreateAsync();
        string pack = care.Files("packs").MaxBy(f => new FileInfo(f).Length)!;
        CareWorld.Flip(pack, 0.3);

        RepositoryCareResult result = await care.CareAsync();

        StoredDamage damage = Assert.Single(result.Report.Damage);
        Assert.Equal((StoredObjectKind.Pack, care.KeyOf(pack), "Data.Damaged"), (damage.Kind, damage.Key, damage.Error.ErrorId));
        Assert.NotEmpty(result.Items);
        Assert.All(result.Items, i =>
        {
            Assert.Equal(care.KeyOf(pack), i.Item.StoredKey);
            Assert.NotNull(i.Item.Version);
            Assert.NotEmpty(i.Item.Points);
            Assert.StartsWith("user", i.Item.Identity.Object.Address, StringComparison.Ordinal);
        });
        Assert.Null((await care.RepositoryAsync()).LastVerified);
        HashSet<Guid> named = [.. result.Items.SelectMany(i => i.Item.Points).Select(p => p.Id)];
        Assert.All(await care.World.ListPointsAsync(), p => Assert.Equal(named.Contains(p.Id), p.LastVerified is null));
    }

    [Fact]
    public async Task A_missing_pack_is_found_by_what_refers_to_it()
    {
        await using CareWorld care = await CareWorld.CreateAsync();
        string pack = care.Files("packs").MaxBy(f => new FileInfo(f).Length)!;
        string key = care.KeyOf(pack);
        File.Delete(pack);

        RepositoryCareResult result = await care.CareAsync();

        Assert.Equal((key, "Data.Missing"), (Assert.Single(result.Report.Damage).Key, result.Report.Damage[0].Error.ErrorId));
        Assert.Contains(result.Items, i => i.FolderPath.Length > 0);
    }

    [Theory]
    [InlineData("repository.json", StoredObjectKind.Document)]
    [InlineData("index", StoredObjectKind.Index)]
    [InlineData("segments", StoredObjectKind.Segment)]
    [InlineData("points", StoredObjectKind.RestorePoint)]
    public async Task Damage_of_every_kind_of_object_is_named(string below, StoredObjectKind kind)
    {
        await using CareWorld care = await CareWorld.CreateAsync();
        string file = below == "repository.json" ? Path.Combine(care.World.RepositoryPath, below) : care.Files(below)[0];
        await using var opened = await Core.Hosting.RepositoryConnection.OpenAsync(care.World.Services, await care.RepositoryAsync(), CancellationToken.None);
        CareWorld.Flip(file, 0.6);

        VerificationReport report = await ((IDataVerification)opened.Repository).VerifyAsync(opened.Cache, new VerificationRequest(), _ => { }, CancellationToken.None);

        Assert.Equal((kind, care.KeyOf(file)), (Assert.Single(report.Damage).Kind, report.Damage[0].Key));
        Assert.Null(report.LastVerified);
    }
}
