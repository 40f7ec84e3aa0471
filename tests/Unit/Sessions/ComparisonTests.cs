using System.Text;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sessions;

/// <summary>What changed between restore points, and since one.</summary>
public sealed class ComparisonTests
{
    private const string User = "user@contoso.example";
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Restore_points_and_the_live_source_are_compared()
    {
        var keys = new Dictionary<string, string>();
        await using BackupWorld world = await BackupWorld.CreateAsync(t =>
        {
            t.AddUser(User);
            keys["folder"] = t.AddFolder(User, "inbox", "Projects");
            foreach (string name in (string[])["kept", "read", "moved", "deleted"])
                keys[name] = t.AddMessage(User, "inbox", Message(name));
            foreach (string name in (string[])["file", "renamed", "gone"])
                keys[name] = t.AddFile(User, "root", name + ".txt", Encoding.ASCII.GetBytes(name));
        });
        RestorePoint first = (await world.BackUpAsync()).RestorePoint!;
        world.Tenant.UpdateMessage(User, keys["read"], new MessageUpdate { IsRead = true });
        world.Tenant.MoveMessage(User, keys["moved"], keys["folder"]);
        world.Tenant.DeleteMessage(User, keys["deleted"], hard: true);
        world.Tenant.AddMessage(User, keys["folder"], Message("added"));
        world.Tenant.UpdateFile(User, keys["file"], [1, 2, 3]);
        world.Tenant.RenameItem(User, keys["renamed"], "another.txt");
        world.Tenant.DeleteItem(User, keys["gone"]);

        string[] expected = ["Added added Inbox/Projects", "Changed file.txt", "Changed read Inbox", "Moved another.txt", "Moved moved Inbox/Projects", "Removed deleted Inbox", "Removed gone.txt"];
        var comparison = new RestorePointComparison(world.Services);
        Assert.Equal(expected, Describe(await comparison.CompareWithSourceAsync(first, new RestoreQuery(), (_, e) => throw e, None).ToListAsync()));
        RestorePoint second = (await world.BackUpAsync()).RestorePoint!;
        Assert.Equal(expected, Describe(await comparison.CompareAsync(first, second, new RestoreQuery(), None).ToListAsync()));
        Assert.Equal(expected, Describe(await comparison.CompareAsync(second, first, new RestoreQuery(), None).ToListAsync()));
        Assert.Empty(await comparison.CompareWithSourceAsync(second, new RestoreQuery(), (_, e) => throw e, None).ToListAsync());
        Assert.Equal(["Moved moved Inbox/Projects"], Describe(await comparison.CompareAsync(first, second, new RestoreQuery { Name = "mov*" }, None).ToListAsync()));
        Assert.Equal(
            ["Changed file.txt", "Moved another.txt", "Removed gone.txt"],
            Describe(await comparison.CompareAsync(first, second, new RestoreQuery { Workloads = [Workload.OneDrive] }, None).ToListAsync()));
        ItemDifference moved = await comparison.CompareAsync(first, second, new RestoreQuery { Name = "moved" }, None).SingleAsync();
        Assert.Equal(("Inbox", "Inbox/Projects", true), (moved.FolderBefore, moved.FolderAfter, moved.IsMoved));
    }

    [Fact]
    public async Task An_object_that_is_gone_is_told_and_the_others_are_compared()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 2, messages: 3, files: 0));
        RestorePoint point = (await world.BackUpAsync()).RestorePoint!;
        world.Tenant.AddMessage("user1@contoso.example", "inbox", Message("new"));
        world.Tenant.RemoveUser("user0@contoso.example");
        var failed = new List<string>();
        List<ItemDifference> differences = await new RestorePointComparison(world.Services)
            .CompareWithSourceAsync(point, new RestoreQuery { Workloads = [Workload.Mailbox] }, (identity, _) => failed.Add(identity.Object.Label), None).ToListAsync();
        Assert.Equal(["Added new Inbox"], Describe(differences));
        Assert.Equal(["user0@contoso.example"], failed);
    }

    private static string[] Describe(IEnumerable<ItemDifference> differences) =>
        [.. differences.Select(d => $"{d.Kind} {(d.After ?? d.Before)!.Name} {(d.After is null ? d.FolderBefore : d.FolderAfter)}".TrimEnd()).Order(StringComparer.Ordinal)];

    private static NewMessage Message(string subject) => new(Encoding.ASCII.GetBytes(
        $"From: a@contoso.example\r\nTo: {User}\r\nSubject: {subject}\r\nDate: Mon, 02 Nov 2026 10:00:00 +0000\r\n\r\nbody of {subject}\r\n"));
}
