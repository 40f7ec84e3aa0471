using System.Text.Json;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads a user's OneDrive.</summary>
internal sealed class DriveReader(GraphHttpClient graph, ProtectedObject user) : IObjectReader
{
    // A token may break in the middle of the new enumeration as well.
    private const int MostRestarts = 3;

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
            await ReadAsync(new DriveContext(graph, _requests, history, output, driveId, rootId), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (GraphStatusException e) when (e.MeansNotFound || e.Status == System.Net.HttpStatusCode.Forbidden)
        {
            return false;
        }
    }

    private static async Task ReadAsync(DriveContext context, CancellationToken cancellationToken)
    {
        await RetryGapsAsync(context, cancellationToken).ConfigureAwait(false);
        await ReadDriveAsync(context, cancellationToken).ConfigureAwait(false);
        await ForgetOtherDrivesAsync(context, cancellationToken).ConfigureAwait(false);
    }

    private async Task<DriveContext> OpenAsync(IObjectHistory history, ChangeWriter output, CancellationToken cancellationToken)
    {
        try
        {
            string driveId = await graph.GetJsonAsync(_requests.DriveOfUser(user.Id), ReadId, cancellationToken).ConfigureAwait(false);
            string rootId = await graph.GetJsonAsync(_requests.Root(driveId), ReadId, cancellationToken).ConfigureAwait(false);
            await output.WriteAsync(new DriveMemory(history, graph.Time).Keep(driveId, rootId), cancellationToken).ConfigureAwait(false);
            return new DriveContext(graph, _requests, history, output, driveId, rootId);
        }
        catch (GraphStatusException e) when (e.MeansNotFound)
        {
            throw DriveErrors.Absent(e);
        }
    }

    private static string ReadId(ReadOnlySpan<byte> json)
    {
        using JsonDocument document = JsonDocument.Parse(json.ToArray());
        return document.RootElement.TryGetProperty("id", out JsonElement id) && id.GetString() is { Length: > 0 } text ? text : throw new JsonException("A drive must have an id.");
    }

    private static async Task ReadDriveAsync(DriveContext context, CancellationToken cancellationToken)
    {
        Uri? link = await context.FindLinkAsync(cancellationToken).ConfigureAwait(false);
        Uri fresh = context.Requests.Delta(context.DriveId).Uri;
        int restarts = 0;
        bool hasEmitted = false;
        for (Uri start = link ?? fresh; ; link = null, restarts++)
        {
            var round = new DriveRound(context, isFull: link is null);
            try
            {
                // After a round that broke off in the middle no token is kept, so that the next session compares everything (see FolderItems).
                await round.RunAsync(start, keepsToken: !hasEmitted, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (GraphStatusException e) when (e.MeansResync && restarts < MostRestarts)
            {
                hasEmitted |= round.HasEmitted;
                start = context.Graph.Endpoint.Restart(e.Location, fresh);
            }
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

    /// <summary>Before the round, so that what the round says of the same item has the last word.</summary>
    private static async Task RetryGapsAsync(DriveContext context, CancellationToken cancellationToken)
    {
        var items = new DriveItems(context);
        foreach (Gap gap in context.History.PendingGaps.Where(g => g.ItemKey is not null).DistinctBy(g => g.ItemKey))
        {
            SourceChange? change = await RetryAsync(context, items, gap, cancellationToken).ConfigureAwait(false);
            if (change is not null)
                await context.Output.WriteAsync(change, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<SourceChange?> RetryAsync(DriveContext context, DriveItems items, Gap gap, CancellationToken cancellationToken)
    {
        // Asking again does not make it readable; it stays a gap until it is deleted.
        if (gap.Reason == GapReason.NotSupported)
            return new SourceChange.Missing(gap.ItemKey, gap.Name, gap.Reason, gap.Message);
        DriveItemRecord? item = await context.FindItemAsync(gap.ItemKey!, cancellationToken).ConfigureAwait(false);
        if (item is null || item.Is(DriveItemFacets.Deleted))
            return new SourceChange.Removal(gap.ItemKey!);
        context.Retried.Add(item.Id);
        return await items.CompareAsync(item, refetch: true, cancellationToken).ConfigureAwait(false);
    }
}
