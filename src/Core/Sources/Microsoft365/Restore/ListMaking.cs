using System.Text.Json;
using System.Text.Json.Nodes;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Makes lists and libraries that are gone, with the columns that people gave them: https://learn.microsoft.com/graph/api/list-create.</summary>
/// <param name="writer">The site.</param>
/// <param name="site">Its path.</param>
internal sealed class ListMaking(GraphWriter writer, string site)
{
    /// <summary>Makes a list.</summary>
    public Task<JsonElement> MakeListAsync(FolderToWrite folder, Func<CancellationToken, Task<JsonElement?>> findAsync, CancellationToken cancellationToken) =>
        MakeAsync(folder, folder.Properties.Member("list").Text("template") ?? "genericList", findAsync, cancellationToken);

    /// <summary>Makes a library.</summary>
    /// <returns>Its drive.</returns>
    public async Task<string> MakeLibraryAsync(FolderToWrite folder, Func<CancellationToken, Task<JsonElement?>> findDriveAsync, CancellationToken cancellationToken)
    {
        string? drive = null;
        JsonElement list = await MakeAsync(folder, "documentLibrary", FindAsync, cancellationToken).ConfigureAwait(false);
        return drive ?? (await writer.GetAsync($"{site}/lists/{Uri.EscapeDataString(list.Id())}/drive", cancellationToken).ConfigureAwait(false)).Id();

        async Task<JsonElement?> FindAsync(CancellationToken token)
        {
            JsonElement? found = await findDriveAsync(token).ConfigureAwait(false);
            drive = found?.Id();
            return found;
        }
    }

    /// <summary>Adds the columns that the list had and has no more.</summary>
    /// <returns>All that it has then.</returns>
    public async Task<IReadOnlyList<ListColumn>> CompleteColumnsAsync(string list, JsonElement definition, CancellationToken cancellationToken)
    {
        List<ListColumn> live = await ReadColumnsAsync(list, cancellationToken).ConfigureAwait(false);
        HashSet<string> names = new(live.Select(c => c.Name), StringComparer.OrdinalIgnoreCase);
        foreach (ListColumn missing in ColumnsOf(definition).Where(c => !names.Contains(c.Name)))
        {
            await GuardAsync(() => writer.CreateAsync($"{list}/columns", missing.ToBody(), token => FindColumnAsync(list, missing.Name, token), cancellationToken)).ConfigureAwait(false);
            live.Add(missing);
        }

        return live;
    }

    /// <summary>The content types of a list.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadContentTypesAsync(string list, CancellationToken cancellationToken)
    {
        var types = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        await foreach (JsonElement type in writer.ListAsync($"{list}/contentTypes", cancellationToken).ConfigureAwait(false))
            types.TryAdd(type.Text("name") ?? "", type.Id());
        return types;
    }

    private static IEnumerable<ListColumn> ColumnsOf(JsonElement definition) => definition.Items("columns").Select(ListColumn.Read).Where(c => c.CanBeMade);

    private Task<JsonElement> MakeAsync(FolderToWrite folder, string template, Func<CancellationToken, Task<JsonElement?>> findAsync, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["displayName"] = folder.Name,
            ["list"] = new JsonObject { ["template"] = template },
            ["columns"] = new JsonArray([.. ColumnsOf(folder.Properties).Select(c => (JsonNode)c.ToBody())]),
        };
        if (folder.Properties.Text("description") is { Length: > 0 } description)
            body["description"] = description;
        return GuardAsync(() => writer.CreateAsync($"{site}/lists", body, findAsync, cancellationToken));
    }

    private async Task<List<ListColumn>> ReadColumnsAsync(string list, CancellationToken cancellationToken) =>
        await writer.ListAsync($"{list}/columns", cancellationToken).Select(ListColumn.Read).ToListAsync(cancellationToken).ConfigureAwait(false);

    private async Task<JsonElement?> FindColumnAsync(string list, string name, CancellationToken cancellationToken) =>
        (await ReadColumnsAsync(list, cancellationToken).ConfigureAwait(false)).Find(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase))?.Json;

    /// <summary>Making lists and columns takes more than writing items; without it the rest of the site can still be restored.</summary>
    private static async Task<JsonElement> GuardAsync(Func<Task<JsonElement>> makeAsync)
    {
        try
        {
            return await makeAsync().ConfigureAwait(false);
        }
        catch (PermissionMissingException e)
        {
            throw new TargetItemException("Item.ListNotMade", "The list is not there as it was, and the application may not make lists and columns.", "Grant it Sites.Manage.All, with admin consent, and run the restore again.", e);
        }
    }
}
