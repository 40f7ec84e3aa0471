using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads the messages of one folder at a time: what changed since the held token, or everything, compared with what is held.</summary>
internal sealed class MailFolderMessages
{
    private const int LookupsAtOnce = 200;

    private readonly MailboxContext _context;
    private readonly MailFolderTree _tree;
    private readonly MessageComparer _comparer;
    private readonly MessageLookup _lookup;

    public MailFolderMessages(MailboxContext context, MailFolderTree tree)
    {
        _context = context;
        _tree = tree;
        _comparer = new MessageComparer(context);
        _lookup = new MessageLookup(context, tree, _comparer);
    }

    public async Task ReadAsync(string folderId, CancellationToken cancellationToken)
    {
        Uri? link = await _context.FindLinkAsync(MailboxContext.FolderState(folderId), cancellationToken).ConfigureAwait(false);
        Uri fresh = _context.Requests.MessageDelta(folderId).Uri;
        var round = new MessageRound(folderId, link ?? fresh, IsFull: link is null, KeepsToken: true);
        try
        {
            await RunAsync(round, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.MeansMailboxFull)
        {
            // A listing has no token; the held one stays and covers everything since, once the mailbox has room again.
            await RunAsync(new MessageRound(folderId, _context.Requests.MessageList(folderId).Uri, IsFull: true, KeepsToken: false), cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.MeansResync)
        {
            Uri start = _context.Graph.Endpoint.Restart(e.Location, fresh);
            // A first round that broke off may have told of messages that are gone by now and that nobody holds yet: without a token
            // the next session compares everything and finds them.
            await RunAsync(new MessageRound(folderId, start, IsFull: true, KeepsToken: !round.HasEmitted), cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.MeansNotFound && !MailErrors.MeansAbsent(e))
        {
            if (await _tree.FetchAsync(folderId, cancellationToken).ConfigureAwait(false) is not null)
                throw;
            await VanishAsync(folderId, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The folder is gone, and with it what was not moved elsewhere.</summary>
    public async Task VanishAsync(string folderId, CancellationToken cancellationToken)
    {
        _tree.Remove(folderId);
        await LookUpHeldAsync(folderId, _ => true, cancellationToken).ConfigureAwait(false);
        await _context.Output.WriteAsync([new SourceChange.Removal(folderId), MailboxContext.Forget(MailboxContext.FolderState(folderId))], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tries again what could not be read last time.</summary>
    public async Task RetryAsync(IReadOnlyCollection<string> messageIds, CancellationToken cancellationToken)
    {
        foreach (string[] some in messageIds.Chunk(LookupsAtOnce))
            await _context.Output.WriteAsync([.. await _lookup.FindAsync(some, refetch: true, cancellationToken).ConfigureAwait(false)], cancellationToken).ConfigureAwait(false);
    }

    private async Task RunAsync(MessageRound round, CancellationToken cancellationToken)
    {
        // Only a comparison needs to remember what was seen; a first enumeration remembers nothing.
        IdSet? seen = round.IsFull && !_context.History.IsEmpty ? new IdSet() : null;
        var parser = new DeltaPageParser<MessageRecord>(new MessageParser().Parse);
        IAsyncEnumerable<DeltaPage<MessageRecord>> pages = DeltaPager.ReadAsync(
            (uri, token) => _context.Graph.GetJsonAsync(_context.Requests.Link(uri), parser.Parse, token), _context.Graph.Endpoint, round.Start, cancellationToken);
        await foreach (DeltaPage<MessageRecord> page in pages.ConfigureAwait(false))
        {
            List<SourceChange> changes = await ProcessAsync(page, round, seen, cancellationToken).ConfigureAwait(false);
            bool isLast = page.NextLink is null;
            if (isLast && seen is not null)
                await LookUpHeldAsync(round.FolderId, id => !seen.Contains(id), cancellationToken).ConfigureAwait(false);
            if (isLast && round.KeepsToken && page.DeltaLink is not null)
                changes.Add(MailboxContext.Keep(MailboxContext.FolderState(round.FolderId), page.DeltaLink));
            round.HasEmitted |= changes.Count > 0;
            await _context.Output.WriteAsync(changes, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<List<SourceChange>> ProcessAsync(DeltaPage<MessageRecord> page, MessageRound round, IdSet? seen, CancellationToken cancellationToken)
    {
        var changes = new List<SourceChange>(page.Items.Count + 1);
        var doubtful = new List<string>();
        foreach (MessageRecord message in page.Items)
        {
            if (message.IsRemoved || message.IsPartial)
            {
                doubtful.Add(message.Id);
                continue;
            }

            seen?.Add(message.Id);
            if (await _comparer.CompareAsync(message, _tree.KeyOf(round.FolderId), refetch: false, cancellationToken).ConfigureAwait(false) is { } change)
                changes.Add(change);
        }

        if (doubtful.Count > 0)
            changes.AddRange(await _lookup.FindAsync(doubtful, refetch: false, cancellationToken).ConfigureAwait(false));
        return changes;
    }

    /// <summary>Asks for held messages of the folder that the source did not show there: moved, or gone?</summary>
    private async Task LookUpHeldAsync(string folderId, Func<string, bool> isMissing, CancellationToken cancellationToken)
    {
        if (_context.History.IsEmpty)
            return;
        var missing = new List<string>(LookupsAtOnce);
        string? parentKey = folderId == _tree.RootId ? null : folderId;
        await foreach (ItemVersion held in _context.History.ListChildrenAsync(parentKey, cancellationToken).ConfigureAwait(false))
        {
            if (held.Kind == ItemKind.Message && isMissing(held.Key))
                missing.Add(held.Key);
            if (missing.Count == LookupsAtOnce)
                await FlushAsync(missing, cancellationToken).ConfigureAwait(false);
        }

        await FlushAsync(missing, cancellationToken).ConfigureAwait(false);
    }

    private async Task FlushAsync(List<string> missing, CancellationToken cancellationToken)
    {
        await _context.Output.WriteAsync([.. await _lookup.FindAsync(missing, refetch: false, cancellationToken).ConfigureAwait(false)], cancellationToken).ConfigureAwait(false);
        missing.Clear();
    }
}
