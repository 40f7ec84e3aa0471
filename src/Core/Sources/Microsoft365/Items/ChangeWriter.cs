using System.Threading.Channels;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Where the parts of a reader put their changes, page by page; waits while the consumer is behind. Safe for concurrent use.</summary>
internal sealed class ChangeWriter(ChannelWriter<IReadOnlyList<SourceChange>> channel)
{
    public ValueTask WriteAsync(IReadOnlyList<SourceChange> changes, CancellationToken cancellationToken) =>
        changes.Count == 0 ? ValueTask.CompletedTask : channel.WriteAsync(changes, cancellationToken);

    public ValueTask WriteAsync(SourceChange change, CancellationToken cancellationToken) => WriteAsync([change], cancellationToken);
}
