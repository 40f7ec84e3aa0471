using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Writes site pages (https://learn.microsoft.com/graph/api/sitepage-create). A name can be taken once only, so that a run that broke off leaves a page or none; one that was made and not
/// published yet is published by the next run.
/// </summary>
internal sealed class PageTarget(GraphWriter writer, string site, WriteOptions options) : IObjectTarget
{
    private const string Type = "microsoft.graph.sitePage";

    // What can be written of a page: https://learn.microsoft.com/graph/api/resources/sitepage
    private static readonly string[] Writable =
        ["title", "description", "pageLayout", "promotionKind", "showComments", "showRecommendedPages", "thumbnailWebUrl", "titleArea", "canvasLayout"];

    private readonly SemaphoreSlim _loading = new(1, 1);
    private readonly ConcurrentDictionary<string, string> _byName = new(StringComparer.OrdinalIgnoreCase);
    private HashSet<string>? _ids;

    public Task OpenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<TargetFolder> EnterFolderAsync(TargetFolder parent, FolderToWrite folder, CancellationToken cancellationToken) =>
        throw TargetErrors.Unusable("Pages have no folders in Microsoft Graph.");

    public async Task<WriteResult> WriteAsync(TargetFolder folder, IItemToWrite item, CancellationToken cancellationToken)
    {
        await using Stream content = await item.OpenContentAsync(cancellationToken).ConfigureAwait(false);
        using JsonDocument json = await JsonDocument.ParseAsync(content, cancellationToken: cancellationToken).ConfigureAwait(false);
        HashSet<string> ids = await LoadAsync(cancellationToken).ConfigureAwait(false);
        long length = item.Version.Content?.Length ?? 0;
        string name = item.Version.Name;
        string? live = options.IsOriginal && ids.Contains(item.Version.Key) ? item.Version.Key : _byName.GetValueOrDefault(name);
        return live is null
            ? await CreateAsync(name, json.RootElement, WriteAction.Created, length, cancellationToken).ConfigureAwait(false)
            : await MeetAsync(live, name, json.RootElement, length, cancellationToken).ConfigureAwait(false);
    }

    public Task CompleteAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _loading.Dispose();
        return ValueTask.CompletedTask;
    }

    private static JsonObject Shape(JsonElement page)
    {
        var shape = new JsonObject();
        foreach (string member in Writable.Where(m => page.Has(m)))
            shape[member] = page.Member(member).ToNode();
        return shape;
    }

    private static bool IsPublished(JsonElement page) => page.Member("publishingState").Text("level") is "published";

    private string Page(string id) => $"{site}/pages/{Uri.EscapeDataString(id)}/{Type}";

    private async Task<HashSet<string>> LoadAsync(CancellationToken cancellationToken)
    {
        if (_ids is { } known)
            return known;
        await _loading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _ids ??= await ListAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _loading.Release();
        }
    }

    private async Task<HashSet<string>> ListAsync(CancellationToken cancellationToken)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        await foreach (JsonElement page in writer.ListAsync($"{site}/pages/{Type}", cancellationToken).ConfigureAwait(false))
        {
            ids.Add(page.Id());
            _byName.TryAdd(page.Text("name") ?? "", page.Id());
        }

        return ids;
    }

    private async Task<WriteResult> MeetAsync(string id, string name, JsonElement wanted, long length, CancellationToken cancellationToken)
    {
        JsonElement live = await writer.GetAsync($"{Page(id)}?$expand=canvasLayout", cancellationToken).ConfigureAwait(false);
        bool isSame = JsonNode.DeepEquals(Shape(live), Shape(wanted)) && string.Equals(live.Text("name"), name, StringComparison.OrdinalIgnoreCase);
        if (isSame && (IsPublished(live) || !IsPublished(wanted)))
            return new WriteResult(WriteAction.Unchanged, id, 0);
        if (isSame)
        {
            await PublishAsync(id, cancellationToken).ConfigureAwait(false);
            return new WriteResult(WriteAction.Updated, id, 0, "It was there and not published.");
        }

        if (options.Collision == CollisionRule.Skip)
            return new WriteResult(WriteAction.Skipped, id, 0, "It is there in another state.");
        if (options.Collision == CollisionRule.Copy)
            return await CopyAsync(name, wanted, length, cancellationToken).ConfigureAwait(false);
        JsonObject changes = Shape(wanted);
        changes["@odata.type"] = "#" + Type;
        if (!string.Equals(live.Text("name"), name, StringComparison.OrdinalIgnoreCase))
            changes["name"] = name;
        await writer.SendAsync(HttpMethod.Patch, Page(id), changes, cancellationToken).ConfigureAwait(false);
        if (IsPublished(wanted))
            await PublishAsync(id, cancellationToken).ConfigureAwait(false);
        return new WriteResult(WriteAction.Updated, id, length);
    }

    private async Task<WriteResult> CopyAsync(string name, JsonElement wanted, long length, CancellationToken cancellationToken)
    {
        string extension = Path.GetExtension(name);
        string copy = name[..^extension.Length] + options.CopySuffix + extension;
        return _byName.TryGetValue(copy, out string? made)
            ? new WriteResult(WriteAction.Unchanged, made, 0, "An earlier run made the copy.")
            : await CreateAsync(copy, wanted, WriteAction.Copied, length, cancellationToken).ConfigureAwait(false);
    }

    private async Task<WriteResult> CreateAsync(string name, JsonElement wanted, WriteAction action, long length, CancellationToken cancellationToken)
    {
        JsonObject body = Shape(wanted);
        body["@odata.type"] = "#" + Type;
        body["name"] = name;
        JsonElement made = await writer.CreateAsync($"{site}/pages", body, token => FindAsync(name, token), cancellationToken).ConfigureAwait(false);
        _byName[name] = made.Id();
        if (IsPublished(wanted))
            await PublishAsync(made.Id(), cancellationToken).ConfigureAwait(false);
        return new WriteResult(action, made.Id(), length);
    }

    private async Task<JsonElement?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await foreach (JsonElement page in writer.ListAsync($"{site}/pages/{Type}", cancellationToken).ConfigureAwait(false))
        {
            if (string.Equals(page.Text("name"), name, StringComparison.OrdinalIgnoreCase))
                return page;
        }

        return null;
    }

    private Task PublishAsync(string id, CancellationToken cancellationToken) => writer.SendAsync(HttpMethod.Post, $"{Page(id)}/publish", cancellationToken);
}
