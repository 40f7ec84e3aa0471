using System.Globalization;
using System.Text;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Channel messages as items. The etag tells versions apart: it counts edits, reactions and deletions.</summary>
internal sealed class Posts(TeamContext context)
{
    /// <summary>The message as it is now; null when it is gone.</summary>
    public async Task<ChatMessageRecord?> FindAsync(PostKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await context.Graph.GetJsonAsync(context.Requests.Message(key), json => new ChatMessageParser().ParseOne(json), cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.MeansNotFound)
        {
            return null;
        }
    }

    public static ItemVersion Version(PostKey key, ChatMessageRecord told) => new()
    {
        Key = key.ToString(),
        Kind = ItemKind.Post,
        ParentKey = key.Channel,
        Name = told.Name,
        CreatedAt = told.Created,
        ModifiedAt = told.Modified,
        // The whole JSON would not do: lists and deltas differ in annotations.
        VersionTag = VersionTag.Of(told.ETag, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{told.Modified:O}|{told.Deleted:O}"))).ToString(),
        From = told.From,
        Flags = told.HasAttachments ? ItemFlags.HasAttachments : ItemFlags.None,
    };

    public SourceChange.Upsert Changed(PostKey key, ChatMessageRecord told, ItemVersion version)
    {
        ISourceContent content = told.HasHostedContents
            ? new ComposedContent(
                (tellMissing, token) => new PostContent(context.Graph, context.Requests, key).ComposeAsync(told.Json, tellMissing, token),
                token => context.Graph.ExistsAsync(context.Requests.Message(key), token))
            : new LiteralContent(told.Json);
        return new SourceChange.Upsert(version, null, content);
    }
}
