using System.Text;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What the parts of one drive's reading share.</summary>
/// <param name="Graph">The data path.</param>
/// <param name="Requests">The requests about drives.</param>
/// <param name="History">What is held.</param>
/// <param name="Output">Where changes go.</param>
/// <param name="DriveId">The drive.</param>
/// <param name="RootId">Its root, which is no item: what lies in it has no parent.</param>
internal sealed record DriveContext(GraphHttpClient Graph, DriveRequests Requests, IObjectHistory History, ChangeWriter Output, string DriveId, string RootId)
{
    public const string StatePrefix = "drive/";

    /// <summary>True to read earlier versions of files too.</summary>
    public bool FileVersions { get; init; }

    /// <summary>True when earlier versions are held.</summary>
    public bool HoldsVersions { get; init; }

    /// <summary>Whose presence says that all versions of all files are held.</summary>
    public string VersionsKey => "versions/" + DriveId;

    /// <summary>Items that were fetched again because they were gaps: what is held of them says nothing of what they are now.</summary>
    public HashSet<string> Retried { get; } = new(StringComparer.Ordinal);

    public string StateKey => StatePrefix + DriveId;

    public string? ParentKeyOf(DriveItemRecord item) => item.ParentId == RootId ? null : item.ParentId;

    public async ValueTask<Uri?> FindLinkAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? state = await History.FindStateAsync(StateKey, cancellationToken).ConfigureAwait(false);
        // A link that is no address of this service is as good as none.
        return state is { } link && Uri.TryCreate(Encoding.UTF8.GetString(link.Span), UriKind.Absolute, out Uri? uri) && Graph.Endpoint.IsOwn(uri) ? uri : null;
    }

    public Task<DriveItemRecord> FetchItemAsync(string id, CancellationToken cancellationToken) =>
        Graph.GetJsonAsync(Requests.Item(DriveId, id), json => new DriveItemParser().ParseOne(json), cancellationToken);

    /// <summary>The item as it is now; null when it is gone.</summary>
    public async Task<DriveItemRecord?> FindItemAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await FetchItemAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.MeansNotFound)
        {
            return null;
        }
    }
}
