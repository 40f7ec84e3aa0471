using System.Text;
using System.Text.Json;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads one channel: its settings with the place of its files, tabs, members where it has its own, and messages.</summary>
internal sealed class ChannelReader(TeamContext context, TeamPart channel, TimeProvider time)
{
    private TeamRequests Requests => context.Requests;

    /// <returns>Why its messages could not be read; they are a gap then. Null when they could.</returns>
    public async Task<BackupException?> ReadAsync(CancellationToken cancellationToken)
    {
        await WriteFolderAsync(cancellationToken).ConfigureAwait(false);
        var tabs = new TeamPartGroup($"{channel.Id}/tabs", $"Tabs of channel {channel.Name}", ItemKind.Tab, channel.Id, GroupDirectory.Permission, Requests.Tabs(channel.Id));
        await new TeamParts(context, tabs).ReadAsync(cancellationToken).ConfigureAwait(false);
        if (channel.HasOwnMembers)
        {
            var members = new TeamPartGroup(
                $"{channel.Id}/members", $"Members of channel {channel.Name}", ItemKind.Member, channel.Id, TeamRequests.ChannelMembersPermission, Requests.ChannelMembers(channel.Id));
            await new TeamParts(context, members).ReadAsync(cancellationToken).ConfigureAwait(false);
        }

        return await TryReadMessagesAsync(cancellationToken).ConfigureAwait(false);
    }

    private string MessagesKey => $"{channel.Id}/messages";

    private async Task<BackupException?> TryReadMessagesAsync(CancellationToken cancellationToken)
    {
        BackupException failure;
        try
        {
            await new ChannelMessages(context, channel.Id, time).ReadAsync(cancellationToken).ConfigureAwait(false);
            await context.TellReadAsync(MessagesKey, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (GraphStatusException e)
        {
            failure = GraphErrors.Typed(e, TeamRequests.MessagesPermission);
        }
        catch (SourceException e) when (GraphErrors.CostsOneItem(e))
        {
            failure = e;
        }

        await context.TellMissingAsync(MessagesKey, $"Messages of channel {channel.Name}", failure, cancellationToken).ConfigureAwait(false);
        return failure;
    }

    private async Task WriteFolderAsync(CancellationToken cancellationToken)
    {
        context.HeldParts.TryGetValue(channel.Id, out ItemVersion? held);
        VersionTag heldTag = VersionTag.Parse(held?.VersionTag);
        // The folder is named once: it stays the same under whatever name. One that does not exist yet is asked for again.
        if (held is not null && heldTag.Content.Length > 0 && heldTag.Properties == VersionTag.Of("", channel.Json).Properties)
            return;
        (string id, byte[] json) = await FindFilesAsync(cancellationToken).ConfigureAwait(false);
        string tag = VersionTag.Of(id, channel.Json).ToString();
        if (held?.VersionTag == tag)
            return;
        var version = new ItemVersion { Key = channel.Id, Kind = ItemKind.Folder, Name = channel.Name, CreatedAt = channel.Created, VersionTag = tag };
        byte[] properties = json.Length == 0 ? channel.Json : [.. channel.Json.AsSpan()[..^1], .. ",\"filesFolder\":"u8, .. json, (byte)'}'];
        await context.Output.WriteAsync(new SourceChange.Upsert(version, properties, null), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Where the channel's files are: a folder of the team's site, or of the channel's own. It comes into being with the first file of some channels.</summary>
    private async Task<(string Id, byte[] Json)> FindFilesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await context.Graph.GetJsonAsync(Requests.FilesFolder(channel.Id), ReadFiles, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException)
        {
            // A reference only: the files are backed up by the site, whether it is known here or not.
            return ("", []);
        }
        catch (SourceException e) when (GraphErrors.CostsOneItem(e))
        {
            return ("", []);
        }
    }

    private static (string Id, byte[] Json) ReadFiles(ReadOnlySpan<byte> json)
    {
        using JsonDocument document = JsonDocument.Parse(json.ToArray());
        JsonElement root = document.RootElement;
        string id = root.TryGetProperty("id", out JsonElement value) && value.GetString() is { Length: > 0 } text ? text : throw new JsonException("A folder must have an id.");
        var known = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (string name in (string[])["id", "name", "webUrl", "parentReference"])
        {
            if (root.TryGetProperty(name, out JsonElement member))
                known[name] = member;
        }

        string members = string.Join(',', known.Select(m => $"{JsonSerializer.Serialize(m.Key)}:{m.Value.GetRawText()}"));
        return (id, Encoding.UTF8.GetBytes($"{{{members}}}"));
    }
}
