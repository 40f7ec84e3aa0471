using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Tests.PowerShell;

public sealed class RetentionCmdletTests
{
    [Fact]
    public async Task Removed_restore_points_are_gone_and_their_room_comes_free()
    {
        await using CmdletWorld world = await CreateAsync();
        List<dynamic> points = world.Shell.Get("Get-RestorePoint");

        world.Shell.Get("Remove-RestorePoint", null, points.Skip(1).ToArray());
        Assert.Equal([3L], world.Shell.Get("Get-RestorePoint").Select(p => (long)p.Sequence));

        dynamic plan = world.Shell.Run("Optimize-BackupRepository", new { Repository = "Loc*", WhatIf = true }).Output[0];
        Assert.True((int)plan.Objects > 0);
        dynamic result = world.Shell.Get("Optimize-BackupRepository", new { Repository = "Loc*", GracePeriod = TimeSpan.Zero }).Single();
        Assert.Equal("Local", (string)result.Repository);
        Assert.Equal((int)plan.Objects + (int)plan.PacksToFree + (int)plan.PacksToRepack, (int)result.ObjectsFreed + (int)result.PacksFreed);
        Assert.Equal(0, (int)result.Waiting);
        Assert.Equal(SessionStatus.Success, (SessionStatus)world.Shell.Get("Start-BackupJob", new { Job = "Daily" }).Single().Status);
    }

    [Fact]
    public async Task What_is_marked_waits_for_the_grace_period()
    {
        await using CmdletWorld world = await CreateAsync();
        List<dynamic> points = world.Shell.Get("Get-RestorePoint");
        world.Shell.Get("Remove-RestorePoint", null, points.Skip(1).ToArray());

        dynamic first = world.Shell.Get("Optimize-BackupRepository", new { Repository = "Local" }).Single();
        Assert.True((int)first.Waiting > 0 && (long)first.BytesFreed == 0 && first.WaitingSince is not null);
        dynamic plan = world.Shell.Run("Optimize-BackupRepository", new { Repository = "Local", WhatIf = true }).Output[0];
        Assert.Equal((int)first.Waiting, (int)plan.Waiting);
        dynamic second = world.Shell.Get("Optimize-BackupRepository", new { Repository = "Local", GracePeriod = TimeSpan.Zero }).Single();
        Assert.True((int)second.Waiting == 0 && (long)second.BytesFreed > 0);
    }

    [Fact]
    public async Task The_newest_restore_point_of_a_job_is_refused_and_others_in_the_pipeline_go()
    {
        await using CmdletWorld world = await CreateAsync();

        dynamic result = world.Shell.Run("Remove-RestorePoint", null, world.Shell.Get("Get-RestorePoint"));

        Assert.Equal("RestorePoint.Newest", (string)((IEnumerable<dynamic>)result.Errors).Single().FullyQualifiedErrorId);
        Assert.Equal([3L], world.Shell.Get("Get-RestorePoint").Select(p => (long)p.Sequence));
        Assert.Equal("RestorePoint.NotFound", (string)world.Shell.Run("Remove-RestorePoint", new { RestorePoint = Guid.NewGuid() }).Errors[0].FullyQualifiedErrorId);
    }

    [Fact]
    public async Task WhatIf_removes_nothing()
    {
        await using CmdletWorld world = await CreateAsync();
        List<dynamic> points = world.Shell.Get("Get-RestorePoint");

        Assert.Single((IEnumerable<string>)world.Shell.Run("Remove-RestorePoint", new { RestorePoint = points[1], WhatIf = true }).Asked);

        Assert.Equal(3, world.Shell.Get("Get-RestorePoint").Count);
    }

    private static async Task<CmdletWorld> CreateAsync()
    {
        CmdletWorld world = await CmdletWorld.CreateAsync();
        for (int i = 0; i < 3; i++)
        {
            world.AddMessage("user1@contoso.example", "Session " + i);
            // The last one needs nothing of the others.
            world.Shell.Get("Start-BackupJob", new { Job = "Daily", Full = i == 2 });
        }

        return world;
    }
}
