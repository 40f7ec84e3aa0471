using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads a user's OneDrive.</summary>
internal sealed class DriveReader(GraphHttpClient graph, ProtectedObject user, ReadOptions options) : IObjectReader
{
    private readonly DriveRequests _requests = new(graph.Endpoint, graph.Options, user.Id);

    public IAsyncEnumerable<SourceChange> ReadAsync(IObjectHistory history, CancellationToken cancellationToken) =>
        ChangeStream.ReadAsync((output, token) => ProduceAsync(history, output, token), cancellationToken);

    private async Task ProduceAsync(IObjectHistory history, ChangeWriter output, CancellationToken cancellationToken)
    {
        try
        {
            DriveContext context = await OpenAsync(history, output, cancellationToken).ConfigureAwait(false);
            await new DriveCollection(context).ReadAsync(cancellationToken).ConfigureAwait(false);
            await ForgetOtherDrivesAsync(context, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e)
        {
            throw GraphErrors.Typed(e, DriveErrors.Permission);
        }
    }

    private async Task<DriveContext> OpenAsync(IObjectHistory history, ChangeWriter output, CancellationToken cancellationToken)
    {
        try
        {
            string driveId = await graph.GetJsonAsync(_requests.DriveOfUser(user.Id), DriveCollection.ReadId, cancellationToken).ConfigureAwait(false);
            string rootId = await graph.GetJsonAsync(_requests.Root(driveId), DriveCollection.ReadId, cancellationToken).ConfigureAwait(false);
            return new DriveContext(graph, _requests, history, output, driveId, rootId) { FileVersions = options.FileVersions };
        }
        catch (GraphStatusException e) when (e.MeansNotFound)
        {
            throw DriveErrors.Absent(e);
        }
    }

    /// <summary>A user who got another drive: the old one's items were not seen and are removed; its token goes too.</summary>
    private static async Task ForgetOtherDrivesAsync(DriveContext context, CancellationToken cancellationToken)
    {
        await foreach (KeyValuePair<string, ReadOnlyMemory<byte>> state in context.History.ListStateAsync(DriveContext.StatePrefix, cancellationToken).ConfigureAwait(false))
        {
            if (state.Key != context.StateKey)
                await context.Output.WriteAsync(new SourceChange.State(state.Key, null), cancellationToken).ConfigureAwait(false);
        }
    }
}
