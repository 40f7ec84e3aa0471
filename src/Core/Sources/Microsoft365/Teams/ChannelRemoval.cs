using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A channel is gone, and everything in it.</summary>
internal sealed class ChannelRemoval(TeamContext context, string channel)
{
    private const int RemovalsAtOnce = 500;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var batch = new List<SourceChange>();
        await foreach (ItemVersion child in context.History.ListChildrenAsync(channel, cancellationToken).ConfigureAwait(false))
        {
            batch.Add(new SourceChange.Removal(child.Key));
            if (batch.Count < RemovalsAtOnce)
                continue;
            await context.Output.WriteAsync([.. batch], cancellationToken).ConfigureAwait(false);
            batch.Clear();
        }

        string inside = channel + "/";
        batch.AddRange(context.History.PendingGaps.Select(g => g.ItemKey).OfType<string>().Where(k => k == channel || k.StartsWith(inside, StringComparison.Ordinal)).Select(k => new SourceChange.Removal(k)));
        batch.Add(new SourceChange.Removal(channel));
        batch.Add(new SourceChange.State(TeamContext.StateOf(channel), null));
        await context.Output.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
    }
}
