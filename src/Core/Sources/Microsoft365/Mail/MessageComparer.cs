using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Decides what a message that the source mentions amounts to. The changeKey covers the whole message, body included, and the source does not say what changed;
/// so the content is kept only under an equal changeKey and fetched again otherwise.
/// </summary>
internal sealed class MessageComparer(MailboxContext context)
{
    private readonly RecentlyTold _told = new();

    /// <param name="message">The message.</param>
    /// <param name="parentKey">The folder it lies in.</param>
    /// <param name="refetch">True to fetch its content in any case.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The change; null when it is held exactly so.</returns>
    public async ValueTask<SourceChange?> CompareAsync(MessageRecord message, string? parentKey, bool refetch, CancellationToken cancellationToken)
    {
        VersionTag tag = VersionTag.Of(message.ChangeKey, message.Properties);
        ItemVersion version = MailItems.Of(message, parentKey, tag);
        ItemVersion? held = context.History.IsEmpty || refetch ? null : await context.History.FindItemAsync(message.Id, cancellationToken).ConfigureAwait(false);
        bool isRepeated = !context.History.IsEmpty && _told.IsRepeated(message.Id, version);
        if (isRepeated && !refetch)
            return null;
        if (held?.Content is null || VersionTag.Parse(held.VersionTag).Content != tag.Content)
            return new SourceChange.Upsert(version, message.Properties, new MessageContent(context.Graph, context.Requests, message.Id));
        if (held.VersionTag == version.VersionTag && held.ParentKey == parentKey)
            return null;
        return new SourceChange.Upsert(version with { Content = held.Content, Size = held.Size }, message.Properties, null);
    }

    /// <summary>The message is told to be gone.</summary>
    public SourceChange.Removal Remove(string id)
    {
        _told.Forget(id);
        return new SourceChange.Removal(id);
    }
}
