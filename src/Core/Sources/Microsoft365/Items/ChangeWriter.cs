using System.Threading.Channels;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Where the parts of a reader put their changes, page by page; waits while the consumer is behind. Safe for concurrent use.</summary>
/// <param name="channel">To the consumer.</param>
/// <param name="part">The part of the object that is written, when its keys are its own; null for the whole object.</param>
internal sealed class ChangeWriter(ChannelWriter<IReadOnlyList<SourceChange>> channel, CollectionKeys? part = null)
{
    /// <summary>A writer for a part of the object.</summary>
    public ChangeWriter Within(CollectionKeys keys) => new(channel, keys);

    public ValueTask WriteAsync(IReadOnlyList<SourceChange> changes, CancellationToken cancellationToken) =>
        changes.Count == 0 ? ValueTask.CompletedTask : channel.WriteAsync(part is null ? changes : [.. changes.Select(part.Widen)], cancellationToken);

    public ValueTask WriteAsync(SourceChange change, CancellationToken cancellationToken) => WriteAsync([change], cancellationToken);
}
