using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Runs a producer beside its consumer, with a page or two between them, and ends with it, also when the consumer stops early.</summary>
internal static class ChangeStream
{
    private const int PagesBetween = 1;

    public static async IAsyncEnumerable<SourceChange> ReadAsync(
        Func<ChangeWriter, CancellationToken, Task> produce, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<IReadOnlyList<SourceChange>>(new BoundedChannelOptions(PagesBetween) { SingleReader = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task producer = RunAsync(produce, channel.Writer, stop.Token);
        try
        {
            await foreach (IReadOnlyList<SourceChange> page in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                foreach (SourceChange change in page)
                    yield return change;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await producer.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task RunAsync(Func<ChangeWriter, CancellationToken, Task> produce, ChannelWriter<IReadOnlyList<SourceChange>> channel, CancellationToken cancellationToken)
    {
        // Off the consumer's thread from the first step.
        await Task.Yield();
        try
        {
            await produce(new ChangeWriter(channel), cancellationToken).ConfigureAwait(false);
            channel.Complete();
        }
        catch (Exception e)
        {
            channel.Complete(e);
        }
    }
}
