using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

public sealed class LargeObjectTests
{
    [Theory]
    [InlineData(Workload.Mailbox, RouteKind.MessageDelta)]
    [InlineData(Workload.OneDrive, RouteKind.DriveDelta)]
    public async Task Listing_goes_on_while_contents_are_fetched_but_only_some_pages(Workload workload, RouteKind listing)
    {
        await using SourceFixture f = await StartAsync();
        await using IAsyncEnumerator<SourceChange> changes = f.Reader(workload).ReadAsync(new HeldObject(), CancellationToken.None).GetAsyncEnumerator();
        await FindContentAsync(changes);
        // Whoever consumes is busy with the first content.
        while (f.Simulator.Log.Count(listing) < 3)
            await Task.Delay(1);
        Assert.InRange(f.Simulator.Log.Count(listing), 3, 20);
    }

    [Theory]
    [InlineData(Workload.Mailbox, "messages/delta.*token=")]
    [InlineData(Workload.OneDrive, "root/delta.*token=")]
    public async Task Contents_are_fetched_while_the_next_page_is_waited_for(Workload workload, string nextPage)
    {
        await using SourceFixture f = await StartAsync();
        f.Simulator.Faults.Add(FaultRule.Of(FaultKind.Hang, nextPage, count: null));
        await using IAsyncEnumerator<SourceChange> changes = f.Reader(workload).ReadAsync(new HeldObject(), CancellationToken.None).GetAsyncEnumerator();
        SourceChange.Upsert first = await FindContentAsync(changes);
        await using Stream content = await first.Content!.OpenAsync(CancellationToken.None);
        Assert.True(await content.ReadAsync(new byte[10]) > 0);
    }

    private static async Task<SourceFixture> StartAsync()
    {
        SourceFixture f = await SourceFixture.StartAsync();
        for (int i = 0; i < 200; i++)
        {
            f.AddMail("inbox", $"{i}");
            f.Tenant.AddFile(SourceFixture.User, "root", $"{i}", [1, 2, 3]);
        }

        return f;
    }

    private static async Task<SourceChange.Upsert> FindContentAsync(IAsyncEnumerator<SourceChange> changes)
    {
        while (await changes.MoveNextAsync())
        {
            if (changes.Current is SourceChange.Upsert { Content: not null } found)
                return found;
        }

        throw new InvalidOperationException("There was no content.");
    }
}
