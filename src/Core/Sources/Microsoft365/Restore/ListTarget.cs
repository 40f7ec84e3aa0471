using System.Text.Json;
using System.Text.Json.Nodes;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Writes items of a list. One request makes an item whole. Nothing in it can carry a mark, so an item that was made anew is known again by its values: as many items of the same values
/// as the restore point holds are there in the end, however often it is restored.
/// </summary>
/// <param name="writer">The site.</param>
/// <param name="list">The list's path.</param>
/// <param name="shape">What it takes.</param>
/// <param name="options">How; original only for the list itself that the items came from.</param>
internal sealed class ListTarget(GraphWriter writer, string list, ListShape shape, WriteOptions options) : IObjectTarget
{
    private readonly SemaphoreSlim _loading = new(1, 1);
    private ListIndex? _index;

    public Task OpenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<TargetFolder> EnterFolderAsync(TargetFolder parent, FolderToWrite folder, CancellationToken cancellationToken) =>
        throw TargetErrors.Unusable("Folders of lists cannot be made through Microsoft Graph.");

    public async Task<WriteResult> WriteAsync(TargetFolder folder, IItemToWrite item, CancellationToken cancellationToken)
    {
        await using Stream content = await item.OpenContentAsync(cancellationToken).ConfigureAwait(false);
        using JsonDocument json = await JsonDocument.ParseAsync(content, cancellationToken: cancellationToken).ConfigureAwait(false);
        JsonElement root = json.RootElement;
        if (root.Member("contentType").Text("name") == "Folder")
            throw TargetErrors.Unusable("It is a folder of a list, which Microsoft Graph cannot make; the items in it are restored without it.");
        ListFields fields = ListFields.Of(root.Member("fields"), shape);
        long length = item.Version.Content?.Length ?? 0;
        ListIndex index = await IndexAsync(folder.IsNew, cancellationToken).ConfigureAwait(false);
        if (options.IsOriginal && index.Find(item.Version.Key) is { } live)
            return await MeetAsync(root, item.Version.Key, fields, live, length, cancellationToken).ConfigureAwait(false);
        if (await TakeAsync(index, fields, cancellationToken).ConfigureAwait(false) is { } alike)
            return new WriteResult(WriteAction.Unchanged, alike, 0, "An item with the same values is there.");
        return await CreateAsync(root, fields, WriteAction.Created, length, cancellationToken).ConfigureAwait(false);
    }

    public Task CompleteAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _loading.Dispose();
        return ValueTask.CompletedTask;
    }

    private static JsonObject Described(JsonObject fields) => new() { ["fields"] = fields };

    private async Task<ListIndex> IndexAsync(bool isNew, CancellationToken cancellationToken)
    {
        if (_index is { } known)
            return known;
        await _loading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _index ??= isNew ? new ListIndex() : await LoadAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _loading.Release();
        }
    }

    private async Task<ListIndex> LoadAsync(CancellationToken cancellationToken)
    {
        var index = new ListIndex();
        await foreach (JsonElement live in ListAsync(cancellationToken).ConfigureAwait(false))
            index.Add(live.Id(), ListFields.Of(live.Member("fields"), shape));
        return index;
    }

    private IAsyncEnumerable<JsonElement> ListAsync(CancellationToken cancellationToken) => writer.ListAsync($"{list}/items?$expand=fields&$top=500", cancellationToken);

    /// <summary>An item of the same values that the restore point does not hold under its own id.</summary>
    private async Task<string?> TakeAsync(ListIndex index, ListFields fields, CancellationToken cancellationToken)
    {
        while (index.Take(fields.Signature) is { } id)
        {
            if (!options.IsOriginal || !await options.IsHeldAsync(id, cancellationToken).ConfigureAwait(false))
                return id;
        }

        return null;
    }

    private async Task<WriteResult> MeetAsync(JsonElement root, string id, ListFields fields, ListFields live, long length, CancellationToken cancellationToken)
    {
        if (live.Signature == fields.Signature)
            return new WriteResult(WriteAction.Unchanged, id, 0);
        if (options.Collision == CollisionRule.Skip)
            return new WriteResult(WriteAction.Skipped, id, 0, "It is there with other values.");
        if (options.Collision == CollisionRule.Copy)
        {
            return await TakeAsync(_index!, fields, cancellationToken).ConfigureAwait(false) is { } copied
                ? new WriteResult(WriteAction.Unchanged, copied, 0, "An earlier run made the copy.")
                : await CreateAsync(root, fields, WriteAction.Copied, length, cancellationToken).ConfigureAwait(false);
        }

        await writer.SendAsync(HttpMethod.Patch, $"{list}/items/{Uri.EscapeDataString(id)}/fields", fields.ChangesOf(live), cancellationToken).ConfigureAwait(false);
        return new WriteResult(WriteAction.Updated, id, length, fields.Note);
    }

    private async Task<WriteResult> CreateAsync(JsonElement root, ListFields fields, WriteAction action, long length, CancellationToken cancellationToken)
    {
        JsonObject body = Described((JsonObject)fields.Values.DeepClone());
        if (root.Member("contentType").Text("name") is { } type && shape.ContentTypes.TryGetValue(type, out string? typeId))
            body["contentType"] = new JsonObject { ["id"] = typeId };
        JsonElement made = await writer.CreateAsync($"{list}/items", body, token => FindMadeAsync(fields, token), cancellationToken).ConfigureAwait(false);
        _index!.Made(made.Id(), fields);
        return new WriteResult(action, made.Id(), length, fields.Note);
    }

    /// <summary>One that was not there before and that nobody knows to have made: the one whose answer was lost.</summary>
    private async Task<JsonElement?> FindMadeAsync(ListFields fields, CancellationToken cancellationToken)
    {
        await foreach (JsonElement live in ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_index!.Find(live.Id()) is null && ListFields.Of(live.Member("fields"), shape).Signature == fields.Signature)
                return live;
        }

        return null;
    }
}
