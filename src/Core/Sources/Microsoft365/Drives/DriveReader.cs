using System.Net;
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
            if (await TryRememberedAsync(history, output, cancellationToken).ConfigureAwait(false))
                return;
            await ReadAsync(await OpenAsync(history, output, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e)
        {
            throw GraphErrors.Typed(e, DriveErrors.Permission);
        }
    }

    /// <summary>Reads the drive of last time; false when it is to be looked for, because none is known or it is not there any more.</summary>
    private async Task<bool> TryRememberedAsync(IObjectHistory history, ChangeWriter output, CancellationToken cancellationToken)
    {
        if (await new DriveMemory(history, graph.Time).FindAsync(cancellationToken).ConfigureAwait(false) is not var (driveId, rootId))
            return false;
        try
        {
            await ReadAsync(ContextOf(history, output, driveId, rootId), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (GraphStatusException e) when (e.MeansNotFound || e.Status == HttpStatusCode.Forbidden)
        {
            return false;
        }
    }

    private static async Task ReadAsync(DriveContext context, CancellationToken cancellationToken)
    {
        await new DriveCollection(context).ReadAsync(cancellationToken).ConfigureAwait(false);
        await ForgetOtherDrivesAsync(context, cancellationToken).ConfigureAwait(false);
    }

    private async Task<DriveContext> OpenAsync(IObjectHistory history, ChangeWriter output, CancellationToken cancellationToken)
    {
        try
        {
            string driveId = await graph.GetJsonAsync(_requests.DriveOfUser(user.Id), DriveCollection.ReadId, cancellationToken).ConfigureAwait(false);
            string rootId = await graph.GetJsonAsync(_requests.Root(driveId), DriveCollection.ReadId, cancellationToken).ConfigureAwait(false);
            await output.WriteAsync(new DriveMemory(history, graph.Time).Keep(driveId, rootId), cancellationToken).ConfigureAwait(false);
            return ContextOf(history, output, driveId, rootId);
        }
        catch (GraphStatusException e) when (e.MeansNotFound)
        {
            throw DriveErrors.Absent(e);
        }
    }

    private DriveContext ContextOf(IObjectHistory history, ChangeWriter output, string driveId, string rootId) =>
        new(graph, _requests, history, output, driveId, rootId) { FileVersions = options.FileVersions };

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
