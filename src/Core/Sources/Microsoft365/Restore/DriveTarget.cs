using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Writes files. They are uploaded by session, also small ones: that makes the file with its content and its times in one step, under a name that can be taken once, so that a run
/// that broke off leaves a whole file or none. An empty file, which a session does not take, is put and then dated.
/// </summary>
internal sealed class DriveTarget(GraphWriter writer, DrivePlace place, WriteOptions options) : IObjectTarget
{
    // A multiple of 320 KiB, as the service wants.
    private const int Fragment = 16 * 320 * 1024;

    private const string Behavior = "@microsoft.graph.conflictBehavior";
    private const string Properties = "$select=id,name,size,file,folder,parentReference,fileSystemInfo,lastModifiedDateTime";

    private readonly DrivePermissions _permissions = new(writer);
    private readonly ConcurrentDictionary<string, Task<DriveChildren>> _children = new(StringComparer.Ordinal);
    private string _drive = "";
    private string _rootId = "";

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        JsonElement drive = await writer.FindAsync(place.Path, cancellationToken).ConfigureAwait(false) ?? throw place.Absent();
        _drive = "drives/" + Uri.EscapeDataString(drive.Id());
        _rootId = (await writer.GetAsync($"{_drive}/root", cancellationToken).ConfigureAwait(false)).Id();
    }

    public async Task<TargetFolder> EnterFolderAsync(TargetFolder parent, FolderToWrite folder, CancellationToken cancellationToken)
    {
        TargetFolder entered = await FindOrMakeAsync(parent, folder, cancellationToken).ConfigureAwait(false);
        if (options.IncludePermissions)
            await _permissions.GrantAsync(Item(IdOf(entered)), folder.Properties, cancellationToken).ConfigureAwait(false);
        return entered;
    }

    public async Task<WriteResult> WriteAsync(TargetFolder folder, IItemToWrite item, CancellationToken cancellationToken)
    {
        WriteResult result = await WriteFileAsync(folder, item, cancellationToken).ConfigureAwait(false);
        if (!options.IncludePermissions || result.Action == WriteAction.Skipped)
            return result;
        using JsonDocument? properties = await item.ReadPropertiesAsync(cancellationToken).ConfigureAwait(false);
        (int granted, string? note) = await _permissions.GrantAsync(Item(result.TargetId), properties?.RootElement ?? default, cancellationToken).ConfigureAwait(false);
        return result with { Action = granted > 0 && result.Action == WriteAction.Unchanged ? WriteAction.Updated : result.Action, Note = note is null ? result.Note : $"{result.Note} {note}".Trim() };
    }

    public Task CompleteAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<TargetFolder> FindOrMakeAsync(TargetFolder parent, FolderToWrite folder, CancellationToken cancellationToken)
    {
        string parentId = IdOf(parent);
        if (options.IsOriginal && folder.Key is { } key && await FindAsync(key, cancellationToken).ConfigureAwait(false) is { } live && live.Part("folder") is not null)
            return await ReturnAsync(parentId, folder, live, cancellationToken).ConfigureAwait(false);
        if (await FindChildAsync(parentId, folder.Name, cancellationToken).ConfigureAwait(false) is { } named)
            return named.Part("folder") is not null ? new TargetFolder(named.Id()) : await FindOrMakeAsync(parent, folder with { Name = folder.Name + options.CopySuffix, Key = null }, cancellationToken).ConfigureAwait(false);
        var body = new JsonObject { ["name"] = folder.Name, ["folder"] = new JsonObject(), [Behavior] = "fail" };
        if (Times(folder.CreatedAt, folder.ModifiedAt) is { } times)
            body["fileSystemInfo"] = times;
        JsonElement made = await writer.CreateAsync($"{Item(parentId)}/children", body, token => FindChildAsync(parentId, folder.Name, token), cancellationToken).ConfigureAwait(false);
        return new TargetFolder(made.Id()) { IsNew = true };
    }

    private async Task<WriteResult> WriteFileAsync(TargetFolder folder, IItemToWrite item, CancellationToken cancellationToken)
    {
        string folderId = IdOf(folder);
        ItemVersion version = item.Version;
        DriveChildren children = await ChildrenAsync(folderId, folder.IsNew, cancellationToken).ConfigureAwait(false);
        if (options.IsOriginal && await FindLiveAsync(children, version.Key, cancellationToken).ConfigureAwait(false) is { } live)
            return await MeetAsync(folderId, item, live, cancellationToken).ConfigureAwait(false);
        if (children.Find(version.Name) is { } named)
            return await MeetNamedAsync(folderId, item, named, cancellationToken).ConfigureAwait(false);
        return await CreateAsync(folderId, version.Name, item, WriteAction.Created, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>An earlier version of a file has no hash of the service: it is read and hashed here.</summary>
    private static async Task<bool> HasContentAsync(LiveFile live, IItemToWrite item, CancellationToken cancellationToken)
    {
        if (live.HasContentOf(item.Version))
            return true;
        bool isHashed = FileTag.Parse(item.Version.VersionTag).Content.StartsWith("qx:", StringComparison.Ordinal);
        if (isHashed || !live.IsFile || live.Mark.Hash is not { Length: > 0 } || live.Mark.Size != item.Version.Content?.Length)
            return false;
        await using var content = new HashedContent(await item.OpenContentAsync(cancellationToken).ConfigureAwait(false));
        await content.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
        return live.Mark.Matches(FileMark.Of(content.Hash));
    }

    private string IdOf(TargetFolder folder) => folder.Id.Length > 0 ? folder.Id : _rootId;

    private string Item(string id) => $"{_drive}/items/{Uri.EscapeDataString(id)}";

    private string Child(string parentId, string name) => $"{Item(parentId)}:/{Uri.EscapeDataString(name)}:";

    private Task<JsonElement?> FindAsync(string id, CancellationToken cancellationToken) => writer.FindAsync($"{Item(id)}?{Properties}", cancellationToken);

    private async Task<JsonElement?> FindChildAsync(string parentId, string name, CancellationToken cancellationToken) =>
        await writer.FindAsync($"{Child(parentId, name)}?{Properties}", cancellationToken).ConfigureAwait(false);

    private async Task<LiveFile?> FindLiveAsync(DriveChildren children, string id, CancellationToken cancellationToken) =>
        (children.FindById(id) ?? (await FindAsync(id, cancellationToken).ConfigureAwait(false) is { } found ? LiveFile.Of(found) : null)) is { IsFile: true } live ? live : null;

    private async Task<DriveChildren> ChildrenAsync(string folderId, bool isNew, CancellationToken cancellationToken)
    {
        Task<DriveChildren> loading = _children.GetOrAdd(folderId, id => isNew ? Task.FromResult(new DriveChildren([])) : LoadAsync(id, cancellationToken));
        try
        {
            return await loading.ConfigureAwait(false);
        }
        catch
        {
            _children.TryRemove(new(folderId, loading));
            throw;
        }
    }

    private async Task<DriveChildren> LoadAsync(string folderId, CancellationToken cancellationToken) => new(
        await writer.ListAsync($"{Item(folderId)}/children?$top=500&{Properties}", cancellationToken).Select(LiveFile.Of).ToListAsync(cancellationToken).ConfigureAwait(false));

    private async Task<TargetFolder> ReturnAsync(string parentId, FolderToWrite folder, JsonElement live, CancellationToken cancellationToken)
    {
        string id = live.Id();
        if (options.Collision == CollisionRule.Replace)
            await PutRightAsync(id, live.Text("name"), live.Part("parentReference")?.Text("id"), folder.Name, parentId, cancellationToken).ConfigureAwait(false);
        return new TargetFolder(id);
    }

    /// <summary>The file itself lives, perhaps changed, renamed or moved.</summary>
    private async Task<WriteResult> MeetAsync(string folderId, IItemToWrite item, LiveFile live, CancellationToken cancellationToken)
    {
        bool isInPlace = live.ParentId == folderId && live.Name == item.Version.Name;
        bool isSame = await HasContentAsync(live, item, cancellationToken).ConfigureAwait(false);
        if (isInPlace && isSame && live.HasTimesOf(item.Version))
            return new WriteResult(WriteAction.Unchanged, live.Id, 0);
        if (options.Collision == CollisionRule.Skip)
            return new WriteResult(WriteAction.Skipped, live.Id, 0, isSame ? "It is there; its name, place or times are others now." : "It is there with other content.");
        if (options.Collision == CollisionRule.Copy)
            return isSame ? new WriteResult(WriteAction.Unchanged, live.Id, 0) : await CopyAsync(folderId, item, cancellationToken).ConfigureAwait(false);
        if (!isInPlace)
            await PutRightAsync(live.Id, live.Name, live.ParentId, item.Version.Name, folderId, cancellationToken).ConfigureAwait(false);
        return isSame
            ? await DateAsync(live.Id, item.Version, isInPlace ? WriteAction.Updated : WriteAction.Moved, cancellationToken).ConfigureAwait(false)
            : await UploadAsync(Item(live.Id), live.Id, "replace", item, WriteAction.Replaced, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Another file has its name.</summary>
    private async Task<WriteResult> MeetNamedAsync(string folderId, IItemToWrite item, LiveFile named, CancellationToken cancellationToken)
    {
        if (named.IsFile && await HasContentAsync(named, item, cancellationToken).ConfigureAwait(false))
        {
            // An empty file is put first and dated then: a run that broke off in between left it without its times.
            return named.Mark.Size == 0 && !named.HasTimesOf(item.Version)
                ? await DateAsync(named.Id, item.Version, WriteAction.Updated, cancellationToken).ConfigureAwait(false)
                : new WriteResult(WriteAction.Unchanged, named.Id, 0);
        }

        if (options.Collision == CollisionRule.Skip)
            return new WriteResult(WriteAction.Skipped, named.Id, 0, "Something else has its name.");
        if (options.Collision == CollisionRule.Copy || !named.IsFile)
            return await CopyAsync(folderId, item, cancellationToken).ConfigureAwait(false);
        return await UploadAsync(Item(named.Id), named.Id, "replace", item, WriteAction.Replaced, cancellationToken).ConfigureAwait(false);
    }

    private async Task<WriteResult> CopyAsync(string folderId, IItemToWrite item, CancellationToken cancellationToken)
    {
        string extension = Path.GetExtension(item.Version.Name);
        string name = item.Version.Name[..^extension.Length] + options.CopySuffix + extension;
        DriveChildren children = await ChildrenAsync(folderId, false, cancellationToken).ConfigureAwait(false);
        if (children.Find(name) is { } made)
            return await HasContentAsync(made, item, cancellationToken).ConfigureAwait(false)
                ? new WriteResult(WriteAction.Unchanged, made.Id, 0, "An earlier run made the copy.")
                : new WriteResult(WriteAction.Skipped, made.Id, 0, $"The name of the copy, '{name}', is taken.");
        return await CreateAsync(folderId, name, item, WriteAction.Copied, cancellationToken).ConfigureAwait(false);
    }

    private Task<WriteResult> CreateAsync(string folderId, string name, IItemToWrite item, WriteAction action, CancellationToken cancellationToken) =>
        UploadAsync(Child(folderId, name), null, "fail", item, action, cancellationToken);

    private async Task PutRightAsync(string id, string? name, string? parentId, string wantedName, string wantedParent, CancellationToken cancellationToken)
    {
        var changes = new JsonObject();
        if (name != wantedName)
            changes["name"] = wantedName;
        if (parentId != wantedParent)
            changes["parentReference"] = new JsonObject { ["id"] = wantedParent };
        if (changes.Count > 0)
            await writer.SendAsync(HttpMethod.Patch, Item(id), changes, cancellationToken).ConfigureAwait(false);
    }

    private async Task<WriteResult> DateAsync(string id, ItemVersion version, WriteAction action, CancellationToken cancellationToken)
    {
        if (Times(version.CreatedAt, version.ModifiedAt) is { } times)
            await writer.SendAsync(HttpMethod.Patch, Item(id), new JsonObject { ["fileSystemInfo"] = times }, cancellationToken).ConfigureAwait(false);
        return new WriteResult(action, id, 0);
    }

    /// <param name="path">A file, or the name of one that is to be.</param>
    /// <param name="knownId">The file's id, when there is one.</param>
    /// <param name="behavior">What becomes of one of that name.</param>
    /// <param name="item">The item.</param>
    /// <param name="action">What it amounts to.</param>
    /// <param name="cancellationToken">Cancels.</param>
    private async Task<WriteResult> UploadAsync(string path, string? knownId, string behavior, IItemToWrite item, WriteAction action, CancellationToken cancellationToken)
    {
        ItemVersion version = item.Version;
        ContentReference reference = version.Content ?? throw TargetErrors.Unusable("The restore point holds no content of it.");
        if (reference.Length == 0)
            return await PutEmptyAsync(path, behavior, version, action, cancellationToken).ConfigureAwait(false);
        var description = new JsonObject { [Behavior] = behavior };
        if (Times(version.CreatedAt, version.ModifiedAt) is { } times)
            description["fileSystemInfo"] = times;
        await using var content = new HashedContent(await item.OpenContentAsync(cancellationToken).ConfigureAwait(false));
        var upload = new UploadWriter(writer, Fragment);
        JsonElement? answer = await upload.RunAsync($"{path}/createUploadSession", new JsonObject { ["item"] = description }, content, reference.Length, cancellationToken).ConfigureAwait(false);
        // No answer: it was lost, and what is there now tells.
        LiveFile made = LiveFile.Of(answer ?? await writer.GetAsync($"{(knownId is null ? path : Item(knownId))}?{Properties}", cancellationToken).ConfigureAwait(false));
        return Judge(made, FileMark.Of(content.Hash), action, reference.Length);
    }

    private async Task<WriteResult> PutEmptyAsync(string path, string behavior, ItemVersion version, WriteAction action, CancellationToken cancellationToken)
    {
        JsonElement made = await PutEmptyAsync(path, behavior, cancellationToken).ConfigureAwait(false);
        return await DateAsync(made.Id(), version, action, cancellationToken).ConfigureAwait(false);
    }

    private async Task<JsonElement> PutEmptyAsync(string path, string behavior, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.SendAsync(HttpMethod.Put, $"{path}/content?{Behavior}={behavior}", static () => new ByteArrayContent([]), cancellationToken).ConfigureAwait(false);
        }
        catch (TargetItemException e) when (e.InnerException is GraphStatusException { Status: HttpStatusCode.Conflict })
        {
            // Sent twice because an answer was lost: the first one made it.
            JsonElement there = await writer.GetAsync($"{path}?{Properties}", cancellationToken).ConfigureAwait(false);
            if (LiveFile.Of(there).Mark.Size == 0)
                return there;
            throw;
        }
    }

    /// <summary>SharePoint writes into Office files what it wants to find there: other bytes than those that were sent are told, not condemned.</summary>
    private static WriteResult Judge(LiveFile made, FileMark sent, WriteAction action, long length) => made.Mark.Matches(sent)
        ? new WriteResult(action, made.Id, length)
        : new WriteResult(action, made.Id, length, "The service changed the file while it took it (it does so with Office files).");

    private static JsonObject? Times(DateTimeOffset? created, DateTimeOffset? modified)
    {
        if (created is null && modified is null)
            return null;
        var times = new JsonObject();
        if (created is { } c)
            times["createdDateTime"] = JsonElements.Utc(c);
        if (modified is { } m)
            times["lastModifiedDateTime"] = JsonElements.Utc(m);
        return times;
    }
}
