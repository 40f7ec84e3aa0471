namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What the parts of one mailbox's reading share.</summary>
/// <param name="Graph">The data path.</param>
/// <param name="Requests">The requests about this mailbox.</param>
/// <param name="History">What is held.</param>
/// <param name="Output">Where changes go.</param>
internal sealed record MailboxContext(GraphHttpClient Graph, MailRequests Requests, IObjectHistory History, ChangeWriter Output)
{
    public const string FoldersState = "mail/folders";

    public const string FolderStatePrefix = "mail/folder/";

    public static string FolderState(string folderId) => FolderStatePrefix + folderId;

    public async ValueTask<Uri?> FindLinkAsync(string stateKey, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? state = await History.FindStateAsync(stateKey, cancellationToken).ConfigureAwait(false);
        // A link that is no address of this service (restored elsewhere, endpoint changed, damaged) is as good as none.
        return state is { } link && Uri.TryCreate(System.Text.Encoding.UTF8.GetString(link.Span), UriKind.Absolute, out Uri? uri) && Graph.Endpoint.IsOwn(uri) ? uri : null;
    }

    public static SourceChange.State Keep(string key, string link) => new(key, System.Text.Encoding.UTF8.GetBytes(link));

    public static SourceChange.State Forget(string key) => new(key, null);
}
