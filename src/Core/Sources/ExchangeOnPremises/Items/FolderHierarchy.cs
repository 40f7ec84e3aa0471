using System.Xml.Linq;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>
/// All folders below one root, of whatever class: as the state holds them, with what changed since. When the service does not know the state any more everything is listed again; the
/// comparison with what is held finds what is gone.
/// </summary>
internal sealed class FolderHierarchy(ReadingContext context, string root)
{
    private const int MostPages = 10_000;

    private readonly Dictionary<string, FolderEntry> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _kept = new(StringComparer.Ordinal);
    private readonly List<SourceChange> _states = [];
    private bool _isDamaged;

    public IReadOnlyDictionary<string, FolderEntry> Entries => _entries;

    /// <summary>State entries to emit once what they cover is emitted.</summary>
    public IReadOnlyList<SourceChange> States => _states;

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        string? state = _isDamaged ? null : await context.FindStateAsync(context.TreeState(root), cancellationToken).ConfigureAwait(false);
        if (state is null || !await TrySyncAsync(state, cancellationToken).ConfigureAwait(false))
        {
            _entries.Clear();
            _states.Clear();
            await SyncAsync(null, cancellationToken).ConfigureAwait(false);
            _states.InsertRange(0, _kept.Except(_entries.Keys).Select(id => ReadingContext.Forget(context.EntryPrefix(root) + id)));
        }
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (context.History.IsEmpty)
            return;
        string prefix = context.EntryPrefix(root);
        await foreach ((string key, ReadOnlyMemory<byte> value) in context.History.ListStateAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            _kept.Add(key[prefix.Length..]);
            if (FolderEntry.FromJson(value.Span) is { } entry)
                _entries[entry.Id] = entry;
            else
                _isDamaged = true;
        }
    }

    private async Task<bool> TrySyncAsync(string state, CancellationToken cancellationToken)
    {
        try
        {
            await SyncAsync(state, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (EwsException e) when (e.MeansResync)
        {
            return false;
        }
    }

    private async Task SyncAsync(string? state, CancellationToken cancellationToken)
    {
        string? first = state;
        for (int page = 0; page < MostPages; page++)
        {
            XElement answer = await context.Ews.SendOneAsync(context.Mailbox, EwsRequests.SyncFolders(root, state), cancellationToken).ConfigureAwait(false);
            foreach (XElement change in answer.Element(EwsNames.Messages + "Changes")?.Elements() ?? [])
                Apply(change);
            string? next = answer.Element(EwsNames.Messages + "SyncState")?.Value;
            bool isLast = answer.Element(EwsNames.Messages + "IncludesLastFolderInRange")?.Value != "false" || next is null || next == state;
            state = next ?? state;
            if (isLast)
                break;
        }
        // As large as the hierarchy itself: told only when it changed.
        if (state is not null && state != first)
            _states.Add(ReadingContext.Keep(context.TreeState(root), state));
    }

    private void Apply(XElement change)
    {
        if (change.Name.LocalName == "Delete")
        {
            if (change.Id("FolderId") is { } id && _entries.Remove(id))
                _states.Add(ReadingContext.Forget(context.EntryPrefix(root) + id));
        }
        else if (change.Elements().FirstOrDefault() is { } folder && FolderEntry.Of(folder) is { } entry)
        {
            _entries[entry.Id] = entry;
            _states.Add(new SourceChange.State(context.EntryPrefix(root) + entry.Id, entry.ToJson()));
        }
    }
}
