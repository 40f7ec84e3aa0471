using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

/// <summary>The source changes while it is read. Once it is quiet, one more session must hold the truth: nothing is lost for good and nothing stays behind.</summary>
public sealed class ConcurrentChangeTests
{
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task A_mailbox_that_changes_while_it_is_read_is_whole_afterwards(int seed)
    {
        await using SourceFixture f = await SourceFixture.StartAsync(new GraphSimulatorOptions { Latency = TimeSpan.FromMilliseconds(1) }, SourceFixture.Impatient with { MailPageSize = 3 });
        var random = new Random(seed);
        MailChanges.Make(f, random, 60);
        for (var round = 0; round < 3; round++)
        {
            await DisturbAsync(f.BackUpMailAsync(), () => MailChanges.Make(f, random, 1));
            await f.BackUpMailAsync();
            await f.BackUpMailAsync();
            f.AssertMailIsTrue();
        }
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task A_drive_that_changes_while_it_is_read_is_whole_afterwards(int seed)
    {
        await using SourceFixture f = await SourceFixture.StartAsync(new GraphSimulatorOptions { Latency = TimeSpan.FromMilliseconds(1) }, SourceFixture.Impatient with { DrivePageSize = 3 });
        var random = new Random(seed);
        DriveChanges.Make(f, random, 60);
        for (var round = 0; round < 3; round++)
        {
            await DisturbAsync(f.BackUpFilesAsync(), () => DriveChanges.Make(f, random, 1));
            await f.BackUpFilesAsync();
            f.AssertFilesAreTrue();
        }
    }

    private static async Task DisturbAsync(Task session, Action change)
    {
        while (!session.IsCompleted)
        {
            change();
            await Task.Delay(2);
        }

        await session;
    }
}
