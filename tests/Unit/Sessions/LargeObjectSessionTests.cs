using System.Globalization;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;

namespace Veeam365.Backup.Tests.Sessions;

/// <summary>Small enough for CI; the real sizes are measured by 'bench -- large' (docs/benchmarks.md).</summary>
public sealed class LargeObjectSessionTests
{
    [Fact]
    public async Task A_mailbox_of_many_folders_and_a_drive_of_many_files_are_held_whole()
    {
        const string user = "large@contoso.example";
        await using BackupWorld world = await BackupWorld.CreateAsync(t =>
        {
            t.AddUser(user);
            for (int i = 0; i < 150; i++)
                t.AddSyntheticMailbox(user, t.AddFolder(user, "msgfolderroot", string.Create(CultureInfo.InvariantCulture, $"Folder {i}")), 2, seed: i + 1);
            for (int i = 0; i < 2500; i++)
                t.AddFile(user, "root", string.Create(CultureInfo.InvariantCulture, $"file {i}"), BitConverter.GetBytes(i));
        });

        SessionResult first = await world.BackUpAsync();
        SessionResult second = await world.BackUpAsync();

        Assert.Equal((SessionStatus.Success, 2800L), (first.Session.Status, first.Session.Statistics.ItemsTransferred));
        Assert.Equal(0, second.Session.Statistics.ItemsTransferred);
        await world.AssertIdenticalAsync(first.RestorePoint!, world.Tenant.Snapshot());
    }
}
