using System.Xml.Linq;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources.Microsoft365;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>Messages, as MIME. Small ones come many at once, large ones are streamed each by a request of its own.</summary>
internal sealed class MessageItems(ReadingContext context) : IExchangeItems
{
    // Meeting requests and their answers are messages; reports are told as items.
    private static readonly HashSet<string> Types = ["Message", "MeetingMessage", "MeetingRequest", "MeetingResponse", "MeetingCancellation", "PostItem", "Item"];

    public ItemKind Kind => ItemKind.Message;

    public bool Accepts(string type) => Types.Contains(type);

    public IEnumerable<IReadOnlyList<ChangedItem>> Cut(IReadOnlyList<ChangedItem> items)
    {
        EwsOptions options = context.Ews.Options;
        foreach (IGrouping<bool, ChangedItem> kind in items.GroupBy(WantsMime))
        {
            var batch = new List<ChangedItem>();
            long bytes = 0;
            foreach (ChangedItem item in kind)
            {
                if (batch.Count == options.BatchItems || (kind.Key && batch.Count > 0 && bytes + item.Size > options.BatchBytes))
                {
                    yield return batch;
                    (batch, bytes) = ([], 0);
                }
                batch.Add(item);
                bytes += kind.Key ? item.Size : 0;
            }
            if (batch.Count > 0)
                yield return batch;
        }
    }

    public async Task<IReadOnlyList<SourceChange>> FetchAsync(IReadOnlyList<ChangedItem> items, ParentKeyOf parentKeyOf, CancellationToken cancellationToken)
    {
        bool withMime = WantsMime(items[0]);
        IReadOnlyList<EwsAnswer> answers = await context.Ews.SendAsync(context.Mailbox, EwsRequests.GetMessages(items.Select(i => i.Id), withMime), items.Count, cancellationToken).ConfigureAwait(false);
        var changes = new List<SourceChange>(items.Count);
        foreach ((ChangedItem item, EwsAnswer answer) in items.Zip(answers))
        {
            if (FetchedItem.Problem(item.Id, answer) is { } problem)
                changes.Add(problem);
            else if (!Accepts(answer.Content!.Name.LocalName) || !parentKeyOf(answer.Content.Id("ParentFolderId"), out string? parentKey))
                changes.Add(new SourceChange.Removal(item.Id));
            else
                changes.Add(await DescribeAsync(item, answer.Content, parentKey, cancellationToken).ConfigureAwait(false));
        }
        return changes;
    }

    private bool WantsMime(ChangedItem item) => item.Kind == ItemChange.Told && item.Size <= context.Ews.Options.InlineContentLimit;

    private async ValueTask<SourceChange> DescribeAsync(ChangedItem change, XElement message, string? parentKey, CancellationToken cancellationToken)
    {
        byte[] properties = MessageMapping.Properties(message);
        ItemVersion version = MessageMapping.Version(message, change.Id, parentKey, properties);
        if (change.Kind == ItemChange.ReadFlag && !context.History.IsEmpty
            && await context.History.FindItemAsync(change.Id, cancellationToken).ConfigureAwait(false) is { Content: not null } held)
            return new SourceChange.Upsert(version with { Content = held.Content, Size = held.Size }, properties, null);
        return new SourceChange.Upsert(version, properties, ContentOf(change.Id, message));
    }

    private ISourceContent ContentOf(string id, XElement message)
    {
        if (message.Text("MimeContent") is not { } mime)
            return new EwsContent(context.Ews, context.Mailbox, EwsRequests.GetMime(id));
        try
        {
            return new MemoryContent(Convert.FromBase64String(mime));
        }
        catch (FormatException)
        {
            // What is no base64 is asked for once more, alone.
            return new EwsContent(context.Ews, context.Mailbox, EwsRequests.GetMime(id));
        }
    }
}
