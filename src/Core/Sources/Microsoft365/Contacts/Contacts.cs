using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Contacts. The changeKey covers the photo as well: Exchange keeps it as an attachment of the contact.</summary>
internal sealed class Contacts(OutlookContext context, ContactRequests requests) : IOutlookItems<ContactRecord>
{
    private readonly RecentlyTold _told = new();

    public ItemKind Kind => ItemKind.Contact;

    public ItemParser<ContactRecord> CreateParser() => new ContactParser().Parse;

    public Task<ContactRecord> FetchAsync(string id, CancellationToken cancellationToken) =>
        context.Graph.GetJsonAsync(requests.Item(id), json => new ContactParser().ParseOne(json), cancellationToken);

    public ValueTask<string?> FindDoubtAsync(ContactRecord told, string? parentKey, CancellationToken cancellationToken) =>
        ValueTask.FromResult(told.IsRemoved || told.IsPartial ? told.Id : null);

    public async ValueTask<SourceChange?> CompareAsync(ContactRecord item, string? parentKey, bool refetch, CancellationToken cancellationToken)
    {
        ItemVersion version = Version(item, parentKey);
        Telling telling = context.History.IsEmpty ? Telling.First : _told.Note(item.Id, version);
        if (refetch)
            return Changed(item, version);
        if (telling == Telling.Repeated)
            return null;
        ItemVersion? held = context.History.IsEmpty || telling == Telling.Other
            ? null
            : await context.History.FindItemAsync(item.Id, cancellationToken).ConfigureAwait(false);
        bool isHeld = held?.Content is not null && held.VersionTag == version.VersionTag && held.ParentKey == parentKey;
        return isHeld ? null : Changed(item, version);
    }

    public SourceChange.Removal Remove(string id)
    {
        _told.Forget(id);
        return new SourceChange.Removal(id);
    }

    private SourceChange.Upsert Changed(ContactRecord item, ItemVersion version)
    {
        ReadOnlyMemory<byte> json = item.Json;
        IReadOnlyList<EmbeddedPart> parts =
        [
            new EmbeddedPart(json[..^1]),
            new EmbeddedPart(",\"photo\":{"u8.ToArray(), token => OpenPhotoAsync(item.Id, token), "Its photo") { Tail = "}"u8.ToArray() },
            new EmbeddedPart("}"u8.ToArray()),
        ];
        return new SourceChange.Upsert(version, null, new ComposedContent((_, _) => Task.FromResult(parts), token => context.Graph.ExistsAsync(requests.Item(item.Id), token)));
    }

    private async Task<Stream?> OpenPhotoAsync(string id, CancellationToken cancellationToken) =>
        await ComposedContent.OpenValueAsync(context.Graph, requests.Photo(id), cancellationToken).ConfigureAwait(false);

    private static ItemVersion Version(ContactRecord contact, string? parentKey) => new()
    {
        Key = contact.Id,
        Kind = ItemKind.Contact,
        ParentKey = parentKey,
        Name = contact.Name,
        CreatedAt = contact.Created,
        ModifiedAt = contact.Modified,
        VersionTag = VersionTag.Of(contact.ChangeKey, contact.Json).ToString(),
        From = contact.Address,
    };
}
