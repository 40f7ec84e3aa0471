using System.Text.Json;
using System.Text.Json.Nodes;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Writes contacts. One without a photo is made, mark and all, in one request; one with a photo is marked as unfinished until the photo is there, and made anew by the next run if it
/// stays so.
/// </summary>
internal sealed class ContactTarget(GraphWriter writer, string userId, WriteOptions options) : IObjectTarget
{
    // What can be written of a contact: https://learn.microsoft.com/graph/api/resources/contact
    private static readonly string[] Writable =
    [
        "assistantName", "birthday", "businessAddress", "businessHomePage", "businessPhones", "categories", "children", "companyName", "department", "displayName", "emailAddresses",
        "fileAs", "generation", "givenName", "homeAddress", "homePhones", "imAddresses", "initials", "jobTitle", "manager", "middleName", "mobilePhone", "nickName", "officeLocation",
        "otherAddress", "personalNotes", "profession", "spouseName", "surname", "title", "yomiCompanyName", "yomiGivenName", "yomiSurname",
    ];

    private readonly string _user = "users/" + Uri.EscapeDataString(userId);
    private readonly ItemIndexes _indexes = new(writer);
    private JsonElement _default;

    public async Task OpenAsync(CancellationToken cancellationToken) => _default = await writer.FindAsync($"{_user}/contactFolders/contacts", cancellationToken).ConfigureAwait(false)
        ?? throw new WorkloadAbsentException("Mailbox.Absent", "The user has no mailbox in Exchange Online.", "Choose another user as the target.");

    public async Task<TargetFolder> EnterFolderAsync(TargetFolder parent, FolderToWrite folder, CancellationToken cancellationToken)
    {
        string defaultId = _default.Id();
        bool isTop = parent.Id.Length == 0;
        if (isTop && (folder.IsDefault || folder.Key == defaultId || string.Equals(folder.Name, _default.Text("displayName"), StringComparison.OrdinalIgnoreCase)))
            return new TargetFolder(defaultId);
        if (options.IsOriginal && folder.Key is { } key && await writer.FindAsync(Folder(key), cancellationToken).ConfigureAwait(false) is { } live)
            return await ReturnAsync(live, folder, cancellationToken).ConfigureAwait(false);
        // Graph makes folders below others only; those that lay beside the default one come back below it.
        string parentId = isTop ? defaultId : parent.Id;
        if (await FindChildAsync(parentId, folder.Name, cancellationToken).ConfigureAwait(false) is { } named)
            return new TargetFolder(named.Id());
        (JsonElement made, bool isNew) = await writer.CreateFolderAsync(
            $"{Folder(parentId)}/childFolders", new JsonObject { ["displayName"] = folder.Name }, token => FindChildAsync(parentId, folder.Name, token), cancellationToken).ConfigureAwait(false);
        return new TargetFolder(made.Id()) { IsNew = isNew };
    }

    public async Task<WriteResult> WriteAsync(TargetFolder folder, IItemToWrite item, CancellationToken cancellationToken)
    {
        string folderId = folder.Id.Length > 0 ? folder.Id : _default.Id();
        await using IEmbeddedContent content = await item.OpenEmbeddedAsync(cancellationToken).ConfigureAwait(false);
        ItemIndex index = await _indexes.OfAsync($"{Folder(folderId)}/contacts?$top=200&{RestoreMarker.Expand}", IdentityOf, cancellationToken).ConfigureAwait(false);
        var contact = new ContactToWrite(item, content.Root, content.Root.Part("photo"), content);
        LiveItem? live = await FindAsync(index, contact, cancellationToken).ConfigureAwait(false);
        if (live is { IsUnfinished: true })
        {
            await writer.DeleteAsync(Contact(live.Id), cancellationToken).ConfigureAwait(false);
            live = null;
        }

        return live is null
            ? await CreateAsync(folderId, contact, WriteAction.Created, cancellationToken).ConfigureAwait(false)
            : await MeetAsync(folderId, contact, live, cancellationToken).ConfigureAwait(false);
    }

    public Task CompleteAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _indexes.Dispose();
        return ValueTask.CompletedTask;
    }

    private string Folder(string id) => $"{_user}/contactFolders/{Uri.EscapeDataString(id)}";

    private string Contact(string id) => $"{_user}/contacts/{Uri.EscapeDataString(id)}";

    private async Task<TargetFolder> ReturnAsync(JsonElement live, FolderToWrite folder, CancellationToken cancellationToken)
    {
        if (options.Collision == CollisionRule.Replace && live.Text("displayName") != folder.Name)
            await writer.SendAsync(HttpMethod.Patch, Folder(live.Id()), new JsonObject { ["displayName"] = folder.Name }, cancellationToken).ConfigureAwait(false);
        return new TargetFolder(live.Id());
    }

    private async Task<JsonElement?> FindChildAsync(string parentId, string name, CancellationToken cancellationToken)
    {
        await foreach (JsonElement child in writer.ListAsync($"{Folder(parentId)}/childFolders?$top=100", cancellationToken).ConfigureAwait(false))
        {
            if (string.Equals(child.Text("displayName"), name, StringComparison.OrdinalIgnoreCase))
                return child;
        }

        return null;
    }

    /// <summary>By its id, by our mark, and otherwise by what people tell contacts apart by.</summary>
    private async Task<LiveItem?> FindAsync(ItemIndex index, ContactToWrite contact, CancellationToken cancellationToken)
    {
        LiveItem? marked = index.FindMarked(contact.Marker);
        if (marked is not null && (options.Collision != CollisionRule.Replace || marked.IsUnfinished))
            return marked;
        if (options.IsOriginal && index.FindById(contact.Key) is { } same)
            return same;
        if (marked is not null)
            return marked;
        if (options.IsOriginal && await IsElsewhereAsync(contact.Key, cancellationToken).ConfigureAwait(false) && options.Collision == CollisionRule.Skip)
            return new LiveItem(contact.Key) { Place = LivePlace.Elsewhere };
        LiveItem? alike = IdentityOf(contact.Json) is { } identity ? index.TakeByIdentity(identity) : null;
        bool isOthers = alike is not null && options.IsOriginal && await options.IsHeldAsync(alike.Id, cancellationToken).ConfigureAwait(false);
        return isOthers ? null : alike;
    }

    /// <summary>True when it lies in another contact folder; in Deleted Items, which is none, it counts as missing, since Graph cannot move contacts.</summary>
    private async Task<bool> IsElsewhereAsync(string id, CancellationToken cancellationToken) =>
        await writer.FindAsync(Contact(id), cancellationToken).ConfigureAwait(false) is { } found
        && found.Text("parentFolderId") is { } parent
        && await writer.FindAsync(Folder(parent), cancellationToken).ConfigureAwait(false) is not null;

    private async Task<WriteResult> MeetAsync(string folderId, ContactToWrite contact, LiveItem live, CancellationToken cancellationToken)
    {
        if (live.ChangeKey is { } changeKey && changeKey == contact.ChangeKey)
            return new WriteResult(WriteAction.Unchanged, live.Id, 0);
        if (live.Marker == contact.Marker && options.Collision != CollisionRule.Replace)
            return new WriteResult(WriteAction.Unchanged, live.Id, 0, "An earlier run restored it.");
        if (options.Collision == CollisionRule.Skip)
            return new WriteResult(WriteAction.Skipped, live.Id, 0, live.Place == LivePlace.Elsewhere ? "It lies in another folder now." : "It is there in another state.");
        if (options.Collision == CollisionRule.Copy)
            return await CreateAsync(folderId, contact, WriteAction.Copied, cancellationToken).ConfigureAwait(false);
        JsonObject changes = Properties(contact.Json);
        foreach (string name in Writable.Where(n => !changes.ContainsKey(n)))
            changes[name] = null;
        await writer.SendAsync(HttpMethod.Patch, Contact(live.Id), changes, cancellationToken).ConfigureAwait(false);
        long bytes = await PutPhotoAsync(live.Id, contact, cancellationToken).ConfigureAwait(false);
        return new WriteResult(WriteAction.Updated, live.Id, bytes, contact.Photo is null ? "A photo that it has now stays." : null);
    }

    private async Task<WriteResult> CreateAsync(string folderId, ContactToWrite contact, WriteAction action, CancellationToken cancellationToken)
    {
        RestoreMarker first = contact.Photo is null ? contact.Marker : contact.Marker with { State = null };
        JsonObject body = Properties(contact.Json);
        body["singleValueExtendedProperties"] = first.ToJson();
        string path = $"{Folder(folderId)}/contacts";
        JsonElement made = await writer.CreateAsync(path, body, token => FindMarkedAsync(path, first, token), cancellationToken).ConfigureAwait(false);
        long bytes = await PutPhotoAsync(made.Id(), contact, cancellationToken).ConfigureAwait(false);
        if (first != contact.Marker)
            await writer.SendAsync(HttpMethod.Patch, Contact(made.Id()), new JsonObject { ["singleValueExtendedProperties"] = contact.Marker.ToJson() }, cancellationToken).ConfigureAwait(false);
        return new WriteResult(action, made.Id(), contact.Length + bytes);
    }

    private async Task<JsonElement?> FindMarkedAsync(string path, RestoreMarker marker, CancellationToken cancellationToken)
    {
        await foreach (JsonElement found in writer.ListAsync($"{path}?{marker.Filter}&{RestoreMarker.Expand}", cancellationToken).ConfigureAwait(false))
        {
            if (RestoreMarker.Of(found) == marker)
                return found;
        }

        return null;
    }

    private async Task<long> PutPhotoAsync(string id, ContactToWrite contact, CancellationToken cancellationToken)
    {
        if (contact.Photo is not { } photo || contact.Content.Open(photo) is not { } opened)
            return 0;
        await using Stream stream = opened;
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
        byte[] content = bytes.ToArray();
        await writer.SendAsync(HttpMethod.Put, $"{Contact(id)}/photo/$value", cancellationToken, () => Jpeg(content)).ConfigureAwait(false);
        return content.Length;
    }

    private static ByteArrayContent Jpeg(byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new("image/jpeg");
        return content;
    }

    private static JsonObject Properties(JsonElement json)
    {
        var properties = new JsonObject();
        foreach (string name in Writable)
        {
            if (json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null)
                properties[name] = value.ToNode();
        }

        return properties;
    }

    private static string? IdentityOf(JsonElement json)
    {
        string name = json.Text("displayName") ?? "";
        string address = json.Items("emailAddresses").Select(a => a.Text("address")).FirstOrDefault(a => a is not null) ?? "";
        return name.Length + address.Length == 0 ? null : $"{name}\n{address}".ToUpperInvariant();
    }
}
