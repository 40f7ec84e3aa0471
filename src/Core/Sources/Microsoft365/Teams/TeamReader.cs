using System.Collections.Concurrent;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Reads a team: settings, members and channels; of each channel messages with replies, tabs, and members where it has its own. Files are read with the sites that hold them; each
/// channel names its folder. Each channel's token is emitted behind its messages, so that work that was done is kept when the rest fails.
/// </summary>
internal sealed class TeamReader(GraphHttpClient graph, ProtectedObject team, TimeProvider time) : IObjectReader
{
    private const string MembersKey = "members";

    private readonly TeamRequests _requests = new(graph.Endpoint, team.Id);

    public IAsyncEnumerable<SourceChange> ReadAsync(IObjectHistory history, CancellationToken cancellationToken) =>
        ChangeStream.ReadAsync((output, token) => ProduceAsync(history, output, token), cancellationToken);

    private async Task ProduceAsync(IObjectHistory history, ChangeWriter output, CancellationToken cancellationToken)
    {
        TeamContext context = await TeamContext.OpenAsync(graph, _requests, history, output, cancellationToken).ConfigureAwait(false);
        await ReadSettingsAsync(context, cancellationToken).ConfigureAwait(false);
        await ReadMembersAsync(context, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<TeamPart> channels = await ListChannelsAsync(context, cancellationToken).ConfigureAwait(false);
        await RemoveGoneAsync(context, channels, cancellationToken).ConfigureAwait(false);
        await ReadChannelsAsync(context, channels, cancellationToken).ConfigureAwait(false);
    }

    private async Task ReadSettingsAsync(TeamContext context, CancellationToken cancellationToken)
    {
        TeamPart settings;
        try
        {
            settings = await graph.GetJsonAsync(_requests.Team(), json => new TeamPartParser().ParseOne(json), cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.MeansNotFound)
        {
            throw new WorkloadAbsentException("Team.Absent", $"The group has no team ({e.Error.Code}).", "Nothing to do, unless a team is expected.", e);
        }
        catch (GraphStatusException e)
        {
            throw GraphErrors.Typed(e, TeamRequests.SettingsPermission);
        }

        var version = new ItemVersion { Key = "team", Kind = ItemKind.Settings, Name = settings.Name, CreatedAt = settings.Created, VersionTag = VersionTag.Of("", settings.Json).ToString() };
        if (!context.HeldParts.TryGetValue(version.Key, out ItemVersion? held) || held.Content is null || held.VersionTag != version.VersionTag)
            await context.Output.WriteAsync(new SourceChange.Upsert(version, null, new LiteralContent(settings.Json)), cancellationToken).ConfigureAwait(false);
    }

    private async Task ReadMembersAsync(TeamContext context, CancellationToken cancellationToken)
    {
        if (!context.HeldParts.ContainsKey(MembersKey))
        {
            var folder = new ItemVersion { Key = MembersKey, Kind = ItemKind.Folder, Name = "Members" };
            await context.Output.WriteAsync(new SourceChange.Upsert(folder, null, null), cancellationToken).ConfigureAwait(false);
        }

        var members = new TeamPartGroup(MembersKey, "Members of the team", ItemKind.Member, MembersKey, GroupDirectory.Permission, _requests.Members());
        await new TeamParts(context, members).ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<TeamPart>> ListChannelsAsync(TeamContext context, CancellationToken cancellationToken)
    {
        var parser = new DeltaPageParser<TeamPart>(new TeamPartParser().Parse);
        try
        {
            return await DeltaPager.ReadAsync(
                (uri, token) => graph.GetJsonAsync(_requests.Link(uri), parser.Parse, token), graph.Endpoint, _requests.Channels().Uri, cancellationToken)
                .SelectMany(static page => page.Items).DistinctBy(static c => c.Id).ToListAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e)
        {
            throw GraphErrors.Typed(e, TeamRequests.ChannelsPermission);
        }
    }

    private async Task RemoveGoneAsync(TeamContext context, IReadOnlyList<TeamPart> channels, CancellationToken cancellationToken)
    {
        HashSet<string> living = channels.Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        foreach (ItemVersion held in context.HeldParts.Values.Where(h => h.Kind == ItemKind.Folder && h.Key != MembersKey && !living.Contains(h.Key)))
        {
            if (await IsGoneAsync(held.Key, cancellationToken).ConfigureAwait(false))
                await new ChannelRemoval(context, held.Key).RunAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A listing that leaves a channel out is not believed before a look: what is held of it would be lost for the newest tree.</summary>
    private async Task<bool> IsGoneAsync(string channel, CancellationToken cancellationToken)
    {
        try
        {
            await graph.GetJsonAsync(_requests.Channel(channel), static json => json.Length, cancellationToken).ConfigureAwait(false);
            return false;
        }
        catch (GraphStatusException e) when (e.MeansNotFound)
        {
            return true;
        }
        catch (GraphStatusException e)
        {
            throw GraphErrors.Typed(e, TeamRequests.ChannelsPermission);
        }
    }

    private async Task ReadChannelsAsync(TeamContext context, IReadOnlyList<TeamPart> channels, CancellationToken cancellationToken)
    {
        var failures = new ConcurrentQueue<BackupException>();
        var limit = new ParallelOptions { MaxDegreeOfParallelism = graph.Options.FoldersSideBySide, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(channels, limit, async (channel, token) =>
        {
            if (await new ChannelReader(context, channel, time).ReadAsync(token).ConfigureAwait(false) is { } failure)
                failures.Enqueue(failure);
        }).ConfigureAwait(false);
        // When no messages at all could be read, it is the team that failed and not its channels.
        if (channels.Count > 0 && failures.Count == channels.Count)
            throw failures.First();
    }
}
