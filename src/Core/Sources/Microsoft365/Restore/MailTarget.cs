using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Writes mail. A message is made in a hidden folder of the restore's own, completed there (attachments, read state, categories, flag, times, the mark), and moved to its place as
/// the last step: so nobody sees a half one, and a run that broke off anywhere leaves nothing behind that the next one could not tell from a restored message.
/// </summary>
internal sealed class MailTarget(GraphWriter writer, MailPlaces places, WriteOptions options) : IObjectTarget
{
    // PidTagMessageDeliveryTime: what is made from MIME counts as received now otherwise.
    private const string DeliveryTime = "SystemTime 0x0E06";

    private readonly MailFolders _folders = new(writer, places, options);
    private readonly MailStaging _staging = new(writer, places, options);
    private readonly MailIndexes _indexes = new(writer, places);
    private readonly MailContent _content = new(writer, places);

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _folders.OpenAsync(cancellationToken).ConfigureAwait(false);
        await _staging.CleanAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task<TargetFolder> EnterFolderAsync(TargetFolder parent, FolderToWrite folder, CancellationToken cancellationToken) =>
        _folders.EnterAsync(parent, folder, cancellationToken);

    public async Task<WriteResult> WriteAsync(TargetFolder folder, IItemToWrite item, CancellationToken cancellationToken)
    {
        using JsonDocument? properties = await item.ReadPropertiesAsync(cancellationToken).ConfigureAwait(false);
        var message = new MessageToWrite(item, properties?.RootElement ?? default);
        string folderId = folder.Id.Length > 0 ? folder.Id : _folders.RootId;
        LiveMessage? live = folder.IsNew && !options.IsOriginal ? null : await FindAsync(folderId, message, cancellationToken).ConfigureAwait(false);
        return live is null
            ? await CreateAsync(folderId, message, WriteAction.Created, cancellationToken).ConfigureAwait(false)
            : await MeetAsync(folderId, message, live, cancellationToken).ConfigureAwait(false);
    }

    public Task CompleteAsync(CancellationToken cancellationToken) => _staging.RemoveAsync(cancellationToken);

    public ValueTask DisposeAsync()
    {
        _staging.Dispose();
        _indexes.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The message as the target has it now: by its id, by our mark, by its Internet message id.</summary>
    private async Task<LiveMessage?> FindAsync(string folderId, MessageToWrite message, CancellationToken cancellationToken)
    {
        MailIndex index = await _indexes.OfAsync(folderId, cancellationToken).ConfigureAwait(false);
        // Replacing means the message itself where it lives; otherwise what an earlier run made is enough.
        if (options.Collision != CollisionRule.Replace && index.HasState(message.Marker) && await FindMarkedAsync(folderId, message.Marker, cancellationToken).ConfigureAwait(false) is { } restored)
            return restored;
        if (options.IsOriginal && index.FindChangeKey(message.Key) is { } changeKey)
            return new LiveMessage(message.Key, LivePlace.Here) { IsSame = changeKey == IdSet.Hash(message.ChangeKey) };
        if (index.HasItem(message.Marker) && await FindMarkedAsync(folderId, message.Marker, cancellationToken).ConfigureAwait(false) is { } ours)
            return ours;
        if (options.IsOriginal && await FindElsewhereAsync(message.Key, cancellationToken).ConfigureAwait(false) is { } elsewhere)
            return elsewhere;
        return message.MessageId is { Length: > 0 } id && index.HasMessageId(id) ? await FindByMessageIdAsync(folderId, id, index, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>What a restore made of the item, best in the state that is restored now.</summary>
    private async Task<LiveMessage?> FindMarkedAsync(string folderId, RestoreMarker marker, CancellationToken cancellationToken)
    {
        LiveMessage? found = null;
        await foreach (JsonElement one in writer.ListAsync($"{places.Folder(folderId)}/messages?$select=id&{marker.Filter}&{RestoreMarker.Expand}", cancellationToken).ConfigureAwait(false))
        {
            bool isState = RestoreMarker.Of(one) == marker;
            if (found is null || isState)
                found = new LiveMessage(one.Id(), LivePlace.Here) { IsOurs = isState };
        }

        return found;
    }

    /// <summary>One that is neither another item's of the restore point nor one that a restore made for another item.</summary>
    private async Task<LiveMessage?> FindByMessageIdAsync(string folderId, string messageId, MailIndex index, CancellationToken cancellationToken)
    {
        string path = $"{places.Folder(folderId)}/messages?$select=id&$filter=internetMessageId eq '{GraphWriter.Quoted(messageId)}'&{RestoreMarker.Expand}";
        await foreach (JsonElement found in writer.ListAsync(path, cancellationToken).ConfigureAwait(false))
        {
            string id = found.Id();
            bool isFree = RestoreMarker.Of(found) is null && !(options.IsOriginal && await options.IsHeldAsync(id, cancellationToken).ConfigureAwait(false));
            if (isFree && index.Take(id))
                return new LiveMessage(id, LivePlace.Here);
        }

        return null;
    }

    private async Task<LiveMessage?> FindElsewhereAsync(string id, CancellationToken cancellationToken)
    {
        if (await writer.FindAsync($"{places.Message(id)}?$select=parentFolderId", cancellationToken).ConfigureAwait(false) is not { } found)
            return null;
        bool isDeleted = await _folders.IsDeletedAsync(found.Text("parentFolderId")!, cancellationToken).ConfigureAwait(false);
        return new LiveMessage(id, isDeleted ? LivePlace.Deleted : LivePlace.Elsewhere);
    }

    private async Task<WriteResult> MeetAsync(string folderId, MessageToWrite message, LiveMessage live, CancellationToken cancellationToken)
    {
        if (live.IsSame || (live.IsOurs && options.Collision != CollisionRule.Replace))
            return new WriteResult(WriteAction.Unchanged, live.Id, 0);
        if (live.Place == LivePlace.Elsewhere && options.Collision == CollisionRule.Skip)
            return new WriteResult(WriteAction.Skipped, live.Id, 0, "It lies in another folder now.");
        if (live.Place == LivePlace.Here && options.Collision == CollisionRule.Skip)
            return new WriteResult(WriteAction.Skipped, live.Id, 0, "It is there in another state.");
        if (live.Place == LivePlace.Elsewhere && options.Collision == CollisionRule.Copy)
            return await CreateAsync(folderId, message, WriteAction.Copied, cancellationToken).ConfigureAwait(false);
        bool isSameContent = live.IsOurs || await HasContentAsync(live.Id, message, cancellationToken).ConfigureAwait(false);
        if (isSameContent && live.Place == LivePlace.Here && options.Collision == CollisionRule.Copy)
            return new WriteResult(WriteAction.Unchanged, live.Id, 0, "Its content is as it was; what was changed about it stays.");
        if (isSameContent)
            return await PutRightAsync(folderId, message, live, cancellationToken).ConfigureAwait(false);
        return await ReplaceAsync(folderId, message, live, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The message itself is whole: it goes back to its place and gets its properties.</summary>
    private async Task<WriteResult> PutRightAsync(string folderId, MessageToWrite message, LiveMessage live, CancellationToken cancellationToken)
    {
        string id = live.Id;
        if (live.Place != LivePlace.Here)
            id = (await MoveAsync(id, folderId, cancellationToken).ConfigureAwait(false)).Id();
        await writer.SendAsync(HttpMethod.Patch, places.Message(id), Changes(message, null), cancellationToken).ConfigureAwait(false);
        return new WriteResult(live.Place == LivePlace.Here ? WriteAction.Updated : WriteAction.Moved, id, 0);
    }

    private async Task<WriteResult> ReplaceAsync(string folderId, MessageToWrite message, LiveMessage live, CancellationToken cancellationToken)
    {
        WriteAction action = options.Collision == CollisionRule.Copy ? WriteAction.Copied : WriteAction.Replaced;
        if (live.Place == LivePlace.Deleted)
            action = WriteAction.Created;
        WriteResult made = await CreateAsync(folderId, message, action, cancellationToken).ConfigureAwait(false);
        // Into the recoverable items, in case somebody misses it.
        if (action == WriteAction.Replaced)
            await writer.DeleteAsync(places.Message(live.Id), cancellationToken).ConfigureAwait(false);
        return made;
    }

    private async Task<WriteResult> CreateAsync(string folderId, MessageToWrite message, WriteAction action, CancellationToken cancellationToken)
    {
        string staging = await _staging.FolderAsync(cancellationToken).ConfigureAwait(false);
        (string id, string? note) = await _content.CreateAsync(staging, message, cancellationToken).ConfigureAwait(false);
        await writer.SendAsync(HttpMethod.Patch, places.Message(id), Changes(message, message.Marker), cancellationToken).ConfigureAwait(false);
        JsonElement moved = await MoveAsync(id, folderId, cancellationToken).ConfigureAwait(false);
        return new WriteResult(action, moved.Id(), message.Length, note);
    }

    private Task<JsonElement> MoveAsync(string id, string folderId, CancellationToken cancellationToken) =>
        writer.SendAsync(HttpMethod.Post, $"{places.Message(id)}/move", new JsonObject { ["destinationId"] = folderId }, cancellationToken);

    /// <summary>What MIME does not hold, and (for a new one) the mark.</summary>
    private static JsonObject Changes(MessageToWrite message, RestoreMarker? marker)
    {
        JsonObject changes = message.Properties();
        (string, string)[] times = message.Received is { } received ? [(DeliveryTime, JsonElements.Utc(received))] : [];
        if (marker is not null)
            changes["singleValueExtendedProperties"] = marker.ToJson(times);
        return changes;
    }

    private async Task<bool> HasContentAsync(string id, MessageToWrite message, CancellationToken cancellationToken)
    {
        await using Stream live = await writer.RunAsync((graph, token) => new MessageContentReader(graph, writer.Of($"{places.Message(id)}/$value")).OpenAsync(token), cancellationToken).ConfigureAwait(false);
        byte[] hash = await SHA256.HashDataAsync(live, cancellationToken).ConfigureAwait(false);
        return new Sha256Hash(hash) == message.Hash;
    }
}
