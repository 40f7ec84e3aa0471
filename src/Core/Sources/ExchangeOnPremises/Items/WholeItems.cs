using System.Text;
using System.Xml.Linq;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources.Microsoft365;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>Contacts or events: told whole, and written as JSON in the words of Microsoft Graph, what is attached within.</summary>
/// <param name="context">What is read.</param>
/// <param name="kind">Contact or event.</param>
internal sealed class WholeItems(ReadingContext context, ItemKind kind) : IExchangeItems
{
    private const int MostOccurrences = 100;

    public ItemKind Kind => kind;

    public bool Accepts(string type) => kind == ItemKind.Contact ? type is "Contact" or "DistributionList" : type is "CalendarItem";

    public IEnumerable<IReadOnlyList<ChangedItem>> Cut(IReadOnlyList<ChangedItem> items) => items.Chunk(context.Ews.Options.BatchItems);

    public async Task<IReadOnlyList<SourceChange>> FetchAsync(IReadOnlyList<ChangedItem> items, ParentKeyOf parentKeyOf, CancellationToken cancellationToken)
    {
        IReadOnlyList<EwsAnswer> answers = await context.Ews.SendAsync(context.Mailbox, EwsRequests.GetWhole(items.Select(i => i.Id)), items.Count, cancellationToken).ConfigureAwait(false);
        var changes = new List<SourceChange>(items.Count);
        foreach ((ChangedItem item, EwsAnswer answer) in items.Zip(answers))
        {
            if (FetchedItem.Problem(item.Id, answer) is { } problem)
                changes.Add(problem);
            else if (!Accepts(answer.Content!.Name.LocalName) || !parentKeyOf(answer.Content.Id("ParentFolderId"), out string? parentKey))
                changes.Add(new SourceChange.Removal(item.Id));
            else
                changes.Add(kind == ItemKind.Contact ? Contact(item.Id, answer.Content, parentKey) : await TryEventAsync(item.Id, answer.Content, parentKey, cancellationToken).ConfigureAwait(false));
        }
        return changes;
    }

    private SourceChange.Upsert Contact(string id, XElement contact, string? parentKey)
    {
        byte[] json = ContactMapping.Json(contact);
        var parts = new List<EmbeddedPart> { new(json.AsMemory()[..^1]) };
        new Attachments(context.Ews, context.Mailbox).Add(parts, contact);
        parts.Add(new EmbeddedPart("}"u8.ToArray()));
        return new SourceChange.Upsert(ContactMapping.Version(contact, id, parentKey, json), null, ContentOf(json, parts));
    }

    private async Task<SourceChange> TryEventAsync(string id, XElement item, string? parentKey, CancellationToken cancellationToken)
    {
        try
        {
            return await EventAsync(id, item, parentKey, cancellationToken).ConfigureAwait(false);
        }
        catch (SourceItemException e)
        {
            return new SourceChange.Missing(id, $"Item {id}", e.Reason, e.Message);
        }
    }

    private async Task<SourceChange> EventAsync(string id, XElement item, string? parentKey, CancellationToken cancellationToken)
    {
        var attachments = new Attachments(context.Ews, context.Mailbox);
        byte[] json = EventMapping.Json(item);
        List<byte> everything = [.. json];
        var parts = new List<EmbeddedPart> { new(json.AsMemory()[..^1]) };
        attachments.Add(parts, item);
        string before = ",\"exceptionOccurrences\":[";
        foreach (XElement exception in await ExceptionsAsync(item, cancellationToken).ConfigureAwait(false))
        {
            byte[] own = EventMapping.Json(exception);
            everything.AddRange(own);
            parts.Add(new EmbeddedPart((byte[])[.. Encoding.UTF8.GetBytes(before), .. own[..^1]]));
            attachments.Add(parts, exception);
            parts.Add(new EmbeddedPart("}"u8.ToArray()));
            before = ",";
        }
        parts.Add(new EmbeddedPart(Encoding.UTF8.GetBytes(before == "," ? "]}" : "}")));
        byte[] all = [.. everything];
        return new SourceChange.Upsert(EventMapping.Version(item, id, parentKey, all), null, ContentOf(json, parts));
    }

    /// <summary>The changed occurrences of a series; one that is none any more is left out: the series changed meanwhile, and is read again by the next session.</summary>
    private async Task<List<XElement>> ExceptionsAsync(XElement item, CancellationToken cancellationToken)
    {
        var found = new List<XElement>();
        foreach (string[] some in EventMapping.ChangedOccurrences(item).Chunk(MostOccurrences))
        {
            IReadOnlyList<EwsAnswer> answers = await context.Ews.SendAsync(context.Mailbox, EwsRequests.GetWhole(some), some.Length, cancellationToken).ConfigureAwait(false);
            if (answers.FirstOrDefault(a => a.IsError && !new EwsException(a.Code).MeansNotFound) is { } broken)
                throw new SourceItemException(EwsErrors.ReasonOf(broken.Code), $"Exchange cannot give a changed occurrence of the series ({broken.Code}).");
            found.AddRange(answers.Where(a => !a.IsError).Select(a => a.Content).OfType<XElement>());
        }
        return found;
    }

    // Two parts: nothing is attached, and there are no exceptions.
    private static ISourceContent ContentOf(byte[] json, List<EmbeddedPart> parts) => parts.Count == 2 ? new MemoryContent(json) : new EmbeddedContent(parts);
}
