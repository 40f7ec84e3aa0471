using System.Globalization;
using System.Text;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Reads the mailbox of a Microsoft 365 group: its threads as folders and the posts in them. There is no delta: all threads are listed each time, with the marks (id, changeKey) of
/// their posts where the service expands them, and only threads whose marks differ from what is held are opened.
/// </summary>
internal sealed class GroupMailboxReader(GraphHttpClient graph, ProtectedObject group, TimeProvider time) : IObjectReader
{
    private const string OpenedState = "groupmailbox/opened";

    // A post that is deleted leaves its thread as it was (also lastDeliveredDateTime): without marks every thread is opened that often.
    private static readonly TimeSpan OpenedAtLeastEvery = TimeSpan.FromDays(1);

    private readonly GroupRequests _requests = new(graph.Endpoint, group.Id);

    public IAsyncEnumerable<SourceChange> ReadAsync(IObjectHistory history, CancellationToken cancellationToken) =>
        ChangeStream.ReadAsync((output, token) => ProduceAsync(history, output, token), cancellationToken);

    private async Task ProduceAsync(IObjectHistory history, ChangeWriter output, CancellationToken cancellationToken)
    {
        try
        {
            await ReadMailboxAsync(new GroupContext(graph, _requests, history, output), cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e)
        {
            throw OutlookErrors.MeansAbsent(e) || e.MeansNotFound
                ? new WorkloadAbsentException("GroupMailbox.Absent", $"The group has no mailbox in Exchange Online ({e.Error.Code}).", "Nothing to do, unless a mailbox is expected.", e)
                : GraphErrors.Typed(e, GroupRequests.Permission);
        }
    }

    private async Task ReadMailboxAsync(GroupContext context, CancellationToken cancellationToken)
    {
        var held = new Dictionary<string, ItemVersion>(StringComparer.Ordinal);
        await foreach (ItemVersion thread in context.History.ListItemsAsync(ItemKind.Folder, cancellationToken).ConfigureAwait(false))
            held[thread.Key] = thread;
        bool opensAll = await IsDueAsync(context, cancellationToken).ConfigureAwait(false);
        bool hadMarks = true;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (DeltaPage<ThreadRecord> page in ListAsync(cancellationToken).ConfigureAwait(false))
        {
            hadMarks &= page.Items.All(t => t.Marks is not null);
            ThreadRecord[] fresh = [.. page.Items.Where(t => seen.Add(t.Id))];
            var limit = new ParallelOptions { MaxDegreeOfParallelism = graph.Options.FoldersSideBySide, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(
                fresh, limit, async (thread, token) => await new ThreadReader(context, thread, held.GetValueOrDefault(thread.Id)).ReadAsync(opensAll, token).ConfigureAwait(false)).ConfigureAwait(false);
        }

        await RemoveGoneAsync(context, held.Keys.Where(id => !seen.Contains(id)), cancellationToken).ConfigureAwait(false);
        if (opensAll && !hadMarks)
            await NoteOpenedAsync(context, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Threads with marks, or without where the service does not expand posts.</summary>
    private async IAsyncEnumerable<DeltaPage<ThreadRecord>> ListAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DeltaPage<ThreadRecord> first;
        GraphRequest request = _requests.ThreadsWithMarks();
        try
        {
            first = await FetchAsync(request.Uri, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when ((int)e.Status is 400 or 405 or 501)
        {
            request = _requests.Threads();
            first = await FetchAsync(request.Uri, cancellationToken).ConfigureAwait(false);
        }

        yield return first;
        if (first.NextLink is null)
            yield break;
        await foreach (DeltaPage<ThreadRecord> page in DeltaPager.ReadAsync(FetchAsync, graph.Endpoint, graph.Endpoint.Follow(first.NextLink), cancellationToken).ConfigureAwait(false))
            yield return page;
    }

    private Task<DeltaPage<ThreadRecord>> FetchAsync(Uri uri, CancellationToken cancellationToken) =>
        graph.GetJsonAsync(_requests.Link(uri), json => new DeltaPageParser<ThreadRecord>(new ThreadParser().Parse).Parse(json), cancellationToken);

    /// <summary>Pages shift while threads come and go: a thread that was not seen is asked for before it counts as gone.</summary>
    private async Task RemoveGoneAsync(GroupContext context, IEnumerable<string> unseen, CancellationToken cancellationToken)
    {
        foreach (string thread in unseen)
        {
            if (await ExistsAsync(thread, cancellationToken).ConfigureAwait(false))
                continue;
            Dictionary<string, ItemVersion> posts = await context.ListHeldAsync(thread, cancellationToken).ConfigureAwait(false);
            await context.Output.WriteAsync([.. posts.Keys.Select(k => new SourceChange.Removal(k)), new SourceChange.Removal(thread)], cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> ExistsAsync(string thread, CancellationToken cancellationToken)
    {
        try
        {
            await graph.GetJsonAsync(_requests.Thread(thread), static json => json.Length, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (GraphStatusException e) when (e.MeansNotFound)
        {
            return false;
        }
    }

    private async Task<bool> IsDueAsync(GroupContext context, CancellationToken cancellationToken) =>
        await context.History.FindStateAsync(OpenedState, cancellationToken).ConfigureAwait(false) is not { } stored
        || !DateTimeOffset.TryParse(Encoding.ASCII.GetString(stored.Span), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTimeOffset at)
        || time.GetUtcNow() - at >= OpenedAtLeastEvery;

    private ValueTask NoteOpenedAsync(GroupContext context, CancellationToken cancellationToken) => context.Output.WriteAsync(
        new SourceChange.State(OpenedState, Encoding.ASCII.GetBytes(time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture))), cancellationToken);
}
