namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What the parts of one mailbox's reading share.</summary>
/// <param name="Graph">The data path.</param>
/// <param name="Requests">The requests about this workload of the mailbox.</param>
/// <param name="History">What is held.</param>
/// <param name="Output">Where changes go.</param>
internal sealed record OutlookContext(GraphHttpClient Graph, OutlookRequests Requests, IObjectHistory History, ChangeWriter Output)
{
    /// <summary>Names the state entry with the folders' token.</summary>
    public string FoldersState { get; } = Requests.StatePrefix + "/folders";

    /// <summary>Names the state entry with the id of the root.</summary>
    public string RootState { get; } = Requests.StatePrefix + "/root";

    /// <summary>Names the state entry with the folders that were excluded.</summary>
    public string ExcludedState { get; } = Requests.StatePrefix + "/excluded";

    /// <summary>Names the state entry with the id of a branch.</summary>
    public string BranchState(string name) => $"{Requests.StatePrefix}/branch/{name}";

    /// <summary>Names the state entry with the token of a folder's items.</summary>
    public string FolderState(string folderId) => $"{Requests.StatePrefix}/folder/{folderId}";

    public async ValueTask<Uri?> FindLinkAsync(string stateKey, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? state = await History.FindStateAsync(stateKey, cancellationToken).ConfigureAwait(false);
        // A link that is no address of this service (restored elsewhere, endpoint changed, damaged) is as good as none.
        return state is { } link && Uri.TryCreate(System.Text.Encoding.UTF8.GetString(link.Span), UriKind.Absolute, out Uri? uri) && Graph.Endpoint.IsOwn(uri) ? uri : null;
    }

    public static SourceChange.State Keep(string key, string link) => new(key, System.Text.Encoding.UTF8.GetBytes(link));

    public static SourceChange.State Forget(string key) => new(key, null);
}
