namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The beginning of a content in memory and, when that is not all, the open answer that goes on from there.</summary>
/// <param name="Head">What was read.</param>
/// <param name="Rest">The answer, positioned behind the head; null when the head is everything.</param>
internal sealed record FetchedContent(PooledBody Head, GraphResponse? Rest) : IDisposable
{
    public void Dispose()
    {
        Head.Dispose();
        Rest?.Dispose();
    }
}
