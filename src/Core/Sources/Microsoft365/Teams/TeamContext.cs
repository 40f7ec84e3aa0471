using System.Text;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What the parts of one team's reading share.</summary>
internal sealed class TeamContext
{
    private readonly Dictionary<string, ItemVersion> _heldParts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _gaps;

    private TeamContext(GraphHttpClient graph, TeamRequests requests, IObjectHistory history, ChangeWriter output)
    {
        Graph = graph;
        Requests = requests;
        History = history;
        Output = output;
        _gaps = history.PendingGaps.Select(g => g.ItemKey).OfType<string>().ToHashSet(StringComparer.Ordinal);
    }

    public GraphHttpClient Graph { get; }

    public TeamRequests Requests { get; }

    public IObjectHistory History { get; }

    public ChangeWriter Output { get; }

    /// <summary>Everything held that is no message: channels, tabs, members, settings.</summary>
    public IReadOnlyDictionary<string, ItemVersion> HeldParts => _heldParts;

    public static async Task<TeamContext> OpenAsync(GraphHttpClient graph, TeamRequests requests, IObjectHistory history, ChangeWriter output, CancellationToken cancellationToken)
    {
        var context = new TeamContext(graph, requests, history, output);
        foreach (ItemKind kind in (ItemKind[])[ItemKind.Folder, ItemKind.Settings, ItemKind.Member, ItemKind.Tab])
        {
            await foreach (ItemVersion held in history.ListItemsAsync(kind, cancellationToken).ConfigureAwait(false))
                context._heldParts[held.Key] = held;
        }

        return context;
    }

    /// <summary>Names the state entry with the token of a channel's messages.</summary>
    public static string StateOf(string channel) => "team/channel/" + channel;

    public async ValueTask<Uri?> FindLinkAsync(string channel, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? state = await History.FindStateAsync(StateOf(channel), cancellationToken).ConfigureAwait(false);
        return state is { } link && Uri.TryCreate(Encoding.UTF8.GetString(link.Span), UriKind.Absolute, out Uri? uri) && Graph.Endpoint.IsOwn(uri) ? uri : null;
    }

    /// <summary>Something that has no version of its own (the tabs of a channel) could not be read.</summary>
    public ValueTask TellMissingAsync(string key, string name, BackupException failure, CancellationToken cancellationToken)
    {
        GapReason reason = failure switch
        {
            PermissionMissingException => GapReason.PermissionMissing,
            SourceException source => source.GapReason,
            _ => GapReason.SourceError,
        };
        return Output.WriteAsync(new SourceChange.Missing(key, name, reason, failure.Message), cancellationToken);
    }

    /// <summary>It could be read. Where it was a gap, that is over: the removal of what was never held says so.</summary>
    public ValueTask TellReadAsync(string key, CancellationToken cancellationToken) =>
        _gaps.Contains(key) ? Output.WriteAsync(new SourceChange.Removal(key), cancellationToken) : ValueTask.CompletedTask;
}
