using System.Security.Cryptography;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Tests.PowerShell;

public sealed class MainJobTests
{
    [Fact]
    public async Task A_full_and_an_incremental_session_make_restore_points_whose_export_is_identical_to_the_source()
    {
        await using CmdletWorld world = await CmdletWorld.CreateAsync();
        dynamic full = world.Shell.Get("Start-BackupJob", new { Job = "Daily" }).Single();
        world.AddMessage("user1@contoso.example", "One more");
        dynamic incremental = world.Shell.Get("Start-BackupJob", new { Job = "daily" }).Single();

        Assert.Equal((SessionStatus.Success, SessionKind.Full, 10L), ((SessionStatus)full.Status, (SessionKind)full.Kind, (long)full.Items));
        Assert.Equal((SessionStatus.Success, SessionKind.Incremental, 1L), ((SessionStatus)incremental.Status, (SessionKind)incremental.Kind, (long)incremental.Items));
        Assert.Equal([11L, 10L], world.Shell.Get("Get-RestorePoint", new { Job = "Daily" }).Select(p => (long)p.Items));

        List<dynamic> items = world.Shell.Get("Get-BackupItem", new { Job = "Daily" });
        List<dynamic> exported = world.Shell.Get("Export-BackupItem", new { Destination = world.Sub("export") }, items);

        Assert.Equal(Truth(world), exported.ToDictionary(e => (string)e.Key, e => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes((string)e.Path)))));
    }

    [Fact]
    public async Task A_whole_restore_point_is_exported_with_progress_that_is_taken_away()
    {
        await using CmdletWorld world = await CmdletWorld.CreateAsync();
        world.Shell.Get("Start-BackupJob", new { Job = "Daily" });

        dynamic result = world.Shell.Run("Export-BackupItem", new { Job = "Daily", Destination = world.Sub("export") });

        Assert.Equal(10, result.Output.Count);
        Assert.All((IEnumerable<dynamic>)result.Output, e => Assert.True(File.Exists((string)e.Path)));
        Assert.Equal("Completed", Enumerable.Last((IEnumerable<dynamic>)result.Progress).RecordType.ToString());
    }

    [Fact]
    public async Task Sessions_show_their_log_and_tasks()
    {
        await using CmdletWorld world = await CmdletWorld.CreateAsync();
        object session = world.Shell.Get("Start-BackupJob", new { Job = "Daily" }).Single();

        Assert.Contains("Session ended: Success.", world.Shell.Get("Get-BackupSession", new { Log = true }, new[] { session }).Select(l => (string)l.Message));
        Assert.Equal(4, world.Shell.Get("Get-BackupSession", new { Task = true }, new[] { session }).Count);
        Assert.Single(world.Shell.Get("Get-BackupSession", new { Job = "Daily", Last = 1 }));
        Assert.Empty(world.Shell.Get("Get-BackupSession", new { Status = "Failed" }));
    }

    [Fact]
    public async Task A_rebuilt_cache_shows_the_same()
    {
        await using CmdletWorld world = await CmdletWorld.CreateAsync();
        world.Shell.Get("Start-BackupJob", new { Job = "Daily" });

        Assert.Equal(1, (int)world.Shell.Get("Sync-BackupRepository", new { Repository = "Local", Rebuild = true }).Single().RestorePointsRead);
        Assert.Equal(10, world.Shell.Get("Get-BackupItem", new { Job = "Daily" }).Count);
    }

    [Fact]
    public async Task Jobs_are_changed_disabled_enabled_and_removed()
    {
        await using CmdletWorld world = await CmdletWorld.CreateAsync();
        dynamic changed = world.Shell.Get("Set-BackupJob", new { Job = "Daily", NewName = "Nightly", Description = "x", RetryCount = 7, PassThru = true }).Single();
        Assert.Equal(("Nightly", "x", 7), ((string)changed.Name, (string)changed.Description, (int)changed.RetryCount));

        world.Shell.Get("Disable-BackupJob", new { Job = "Nightly" });
        Assert.Equal("Job.Disabled", (string)world.Shell.Run("Start-BackupJob", new { Job = "Nightly" }).Errors[0].FullyQualifiedErrorId);
        Assert.Single(world.Shell.Get("Start-BackupJob", new { Job = "Nightly", Force = true }));
        Assert.True((bool)world.Shell.Get("Enable-BackupJob", new { Job = "Nightly", PassThru = true }).Single().IsEnabled);

        world.Shell.Get("Remove-BackupJob", new { Job = "Nightly" });
        Assert.Empty(world.Shell.Get("Get-BackupJob"));
        Assert.Single(world.Shell.Get("Get-RestorePoint", new { Job = "Nightly" }));
        world.Shell.Get("Remove-BackupRepository", new { Repository = "Local" });
        world.Shell.Get("Remove-BackupOrganization", new { Organization = "Contoso" });
        Assert.Empty(world.Shell.Get("Get-BackupRepository"));
    }

    [Fact]
    public async Task Organizations_and_repositories_are_tested_and_listed()
    {
        await using CmdletWorld world = await CmdletWorld.CreateAsync();

        // Nobody has an archive to try it on.
        Assert.All(
            world.Shell.Get("Test-BackupOrganization", new { Organization = "Contoso" }),
            c => Assert.Equal((string)c.Name == "ArchiveMailbox" ? "Inconclusive" : "Passed", (string)c.Outcome.ToString()));
        Assert.All(world.Shell.Get("Test-BackupRepository", new { Repository = "Local" }), c => Assert.Equal("Passed", (string)c.Outcome.ToString()));
        Assert.Equal(2, world.Shell.Get("Get-BackupOrganizationObject", new { Organization = "Contoso", IncludeWorkload = true }).Count);
        Assert.Single(world.Shell.Get("Get-BackupOrganization", new { Name = "c*" }));
        Assert.Contains("configuration.db", (string)world.Shell.Get("Get-BackupConfiguration").Single().Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_is_validated_with_progress_damage_is_an_error_and_repair_asks()
    {
        await using CmdletWorld world = await CmdletWorld.CreateAsync();
        world.Shell.Get("Start-BackupJob", new { Job = "Daily" });
        string pack = Directory.GetFiles(Path.Combine(world.Sub("repository"), "packs"), "*", SearchOption.AllDirectories)[0];
        File.Delete(pack);

        dynamic found = world.Shell.Run("Test-BackupRepository", new { Repository = "Local", Data = true });
        dynamic repaired = world.Shell.Run("Test-BackupRepository", new { Repository = "Local", Data = true, Repair = true });

        Assert.Equal("Data.Missing", (string)found.Errors[0].FullyQualifiedErrorId);
        Assert.NotEmpty(found.Progress);
        Assert.Equal("Success", (string)world.Shell.Get("Start-BackupJob", new { Job = "Daily" }).Single().Status.ToString());
        Assert.Single(Directory.GetFiles(Path.Combine(world.Sub("repository"), "losses")));
        Assert.Equal(((IEnumerable<dynamic>)found.Output).Count(), ((IEnumerable<dynamic>)repaired.Output).Count());
    }

    private static Dictionary<string, string> Truth(CmdletWorld world) => world.Simulator.Tenant.Snapshot().Users
        .SelectMany(u => u.Mailbox!.Messages()).ToDictionary(m => m.Id, m => m.Sha256().ToLowerInvariant());
}
