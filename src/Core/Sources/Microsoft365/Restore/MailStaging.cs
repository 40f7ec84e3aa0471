using System.Text.Json;
using System.Text.Json.Nodes;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The hidden folder in which messages are completed before they are moved to their places. It is removed in the end, or by the next restore.</summary>
internal sealed class MailStaging(GraphWriter writer, MailPlaces places, WriteOptions options) : IDisposable
{
    private const string Prefix = "Veeam365 restore ";

    private readonly SemaphoreSlim _making = new(1, 1);
    private string? _id;

    // Of this target only: another object of the session that is restored to the same mailbox removes its own when it is done.
    private readonly string _own = Guid.NewGuid().ToString("N")[..8];

    private string Name => $"{Prefix}{options.SessionId:N} {_own}";

    /// <summary>Its id; it is made when it is needed first.</summary>
    public async Task<string> FolderAsync(CancellationToken cancellationToken)
    {
        if (_id is { } known)
            return known;
        await _making.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _id ??= await MakeAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _making.Release();
        }
    }

    /// <summary>Removes what restores left that do not run any more.</summary>
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        List<JsonElement> left = await ListAsync(cancellationToken).Where(IsStaging).ToListAsync(cancellationToken).ConfigureAwait(false);
        foreach (JsonElement folder in left)
        {
            bool isKnown = Guid.TryParse(folder.Text("displayName")![Prefix.Length..].Split(' ')[0], out Guid session);
            if (isKnown && session != options.SessionId && !await options.IsRunningAsync(session, cancellationToken).ConfigureAwait(false))
                await writer.DeleteAsync(places.Folder(folder.Id()), cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        if (_id is { } id)
            await writer.DeleteAsync(places.Folder(id), cancellationToken).ConfigureAwait(false);
        _id = null;
    }

    public void Dispose() => _making.Dispose();

    private async Task<string> MakeAsync(CancellationToken cancellationToken)
    {
        // Hidden can be said when a folder is made only: https://learn.microsoft.com/graph/api/user-post-mailfolders
        var body = new JsonObject { ["displayName"] = Name, ["isHidden"] = true };
        JsonElement made = await writer.CreateAsync($"{places.Folder(places.Root)}/childFolders", body, FindAsync, cancellationToken).ConfigureAwait(false);
        return made.Id();
    }

    private async Task<JsonElement?> FindAsync(CancellationToken cancellationToken)
    {
        await foreach (JsonElement folder in ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (folder.Text("displayName") == Name)
                return folder;
        }

        return null;
    }

    private IAsyncEnumerable<JsonElement> ListAsync(CancellationToken cancellationToken) =>
        writer.ListAsync($"{places.Folder(places.Root)}/childFolders?includeHiddenFolders=true&$top=100&$select=id,displayName", cancellationToken);

    private static bool IsStaging(JsonElement folder) => folder.Text("displayName")?.StartsWith(Prefix, StringComparison.Ordinal) == true;
}
