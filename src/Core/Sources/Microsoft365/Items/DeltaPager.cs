using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Follows nextLinks; the next page is fetched and parsed while the current one is being used.</summary>
internal static class DeltaPager
{
    public static async IAsyncEnumerable<DeltaPage<T>> ReadAsync<T>(
        Func<Uri, CancellationToken, Task<DeltaPage<T>>> fetch, GraphEndpoint endpoint, Uri first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<DeltaPage<T>>? coming = fetch(first, stop.Token);
        Uri? current = first;
        try
        {
            while (coming is not null)
            {
                DeltaPage<T> page = await coming.ConfigureAwait(false);
                coming = null;
                if (page.NextLink is not null)
                {
                    current = Advance(endpoint, current, page.NextLink);
                    coming = fetch(current, stop.Token);
                }

                yield return page;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            if (coming is not null)
                await coming.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    private static Uri Advance(GraphEndpoint endpoint, Uri current, string nextLink)
    {
        Uri next = endpoint.Follow(nextLink);
        if (next != current)
            return next;
        throw new SourceException(
            "Source.EndlessPaging", "The service sent a page that names itself as the next one.", "Try again; report it to the service if it stays.");
    }
}
