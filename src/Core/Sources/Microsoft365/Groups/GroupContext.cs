using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What the parts of one group mailbox's reading share.</summary>
/// <param name="Graph">The data path.</param>
/// <param name="Requests">The requests about the mailbox.</param>
/// <param name="History">What is held.</param>
/// <param name="Output">Where changes go.</param>
internal sealed record GroupContext(GraphHttpClient Graph, GroupRequests Requests, IObjectHistory History, ChangeWriter Output)
{
    /// <summary>What is held of a thread's posts.</summary>
    public async Task<Dictionary<string, ItemVersion>> ListHeldAsync(string thread, CancellationToken cancellationToken)
    {
        var held = new Dictionary<string, ItemVersion>(StringComparer.Ordinal);
        await foreach (ItemVersion post in History.ListChildrenAsync(thread, cancellationToken).ConfigureAwait(false))
            held[post.Key] = post;
        return held;
    }
}
