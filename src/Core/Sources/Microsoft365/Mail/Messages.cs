using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Mail messages. The changeKey covers the whole message, body included, and the source does not say what changed; so the content is kept only under an
/// equal changeKey and fetched again otherwise.
/// </summary>
internal sealed class Messages(OutlookContext context, MailRequests requests) : IOutlookItems<MessageRecord>
{
    private readonly RecentlyTold _told = new();

    public ItemKind Kind => ItemKind.Message;

    public ItemParser<MessageRecord> CreateParser() => new MessageParser().Parse;

    public Task<MessageRecord> FetchAsync(string id, CancellationToken cancellationToken) =>
        context.Graph.GetJsonAsync(requests.Item(id), json => new MessageParser().ParseOne(json), cancellationToken);

    public ValueTask<string?> FindDoubtAsync(MessageRecord told, string? parentKey, CancellationToken cancellationToken) =>
        ValueTask.FromResult(told.IsRemoved || told.IsPartial ? told.Id : null);

    public async ValueTask<SourceChange?> CompareAsync(MessageRecord item, string? parentKey, bool refetch, CancellationToken cancellationToken)
    {
        VersionTag tag = VersionTag.Of(item.ChangeKey, item.Properties);
        ItemVersion version = Version(item, parentKey, tag);
        ItemVersion? held = context.History.IsEmpty || refetch ? null : await context.History.FindItemAsync(item.Id, cancellationToken).ConfigureAwait(false);
        Telling telling = context.History.IsEmpty ? Telling.First : _told.Note(item.Id, version);
        if (telling == Telling.Repeated && !refetch)
            return null;
        if (held?.Content is null || VersionTag.Parse(held.VersionTag).Content != tag.Content)
            return new SourceChange.Upsert(version, item.Properties, new MessageContent(context.Graph, requests, item.Id));
        if (telling == Telling.First && held.VersionTag == version.VersionTag && held.ParentKey == parentKey)
            return null;
        return new SourceChange.Upsert(version with { Content = held.Content, Size = held.Size }, item.Properties, null);
    }

    public SourceChange.Removal Remove(string id)
    {
        _told.Forget(id);
        return new SourceChange.Removal(id);
    }

    private static ItemVersion Version(MessageRecord message, string? parentKey, VersionTag tag) => new()
    {
        Key = message.Id,
        Kind = ItemKind.Message,
        ParentKey = parentKey,
        Name = message.Subject,
        CreatedAt = message.Created,
        ModifiedAt = message.Received,
        VersionTag = tag.ToString(),
        From = message.From ?? message.Sender,
        To = message.To,
        Flags = message.Flags,
    };
}
