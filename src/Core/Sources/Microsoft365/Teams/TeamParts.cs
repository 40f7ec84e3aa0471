using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads a small collection of a team whole and compares it with what is held: members, tabs.</summary>
internal sealed class TeamParts(TeamContext context, TeamPartGroup group)
{
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CompareAsync(cancellationToken).ConfigureAwait(false);
            await context.TellReadAsync(group.Key, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e)
        {
            await context.TellMissingAsync(group.Key, group.Name, GraphErrors.Typed(e, group.Permission), cancellationToken).ConfigureAwait(false);
        }
        catch (SourceException e) when (GraphErrors.CostsOneItem(e))
        {
            await context.TellMissingAsync(group.Key, group.Name, e, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var changes = new List<SourceChange>();
        var parser = new DeltaPageParser<TeamPart>(new TeamPartParser().Parse);
        IAsyncEnumerable<DeltaPage<TeamPart>> pages = DeltaPager.ReadAsync(
            (uri, token) => context.Graph.GetJsonAsync(context.Requests.Link(uri), parser.Parse, token), context.Graph.Endpoint, group.Request.Uri, cancellationToken);
        await foreach (DeltaPage<TeamPart> page in pages.ConfigureAwait(false))
        {
            foreach (TeamPart part in page.Items)
            {
                ItemVersion version = Version(part);
                if (seen.Add(version.Key) && !IsHeld(version))
                    changes.Add(new SourceChange.Upsert(version, null, new LiteralContent(part.Json)));
            }
        }

        string prefix = group.Key + "/";
        changes.AddRange(context.HeldParts.Values.Where(h => h.Kind == group.Kind && h.Key.StartsWith(prefix, StringComparison.Ordinal) && !seen.Contains(h.Key)).Select(h => new SourceChange.Removal(h.Key)));
        await context.Output.WriteAsync(changes, cancellationToken).ConfigureAwait(false);
    }

    private bool IsHeld(ItemVersion version) =>
        context.HeldParts.TryGetValue(version.Key, out ItemVersion? held) && held.Content is not null && held.VersionTag == version.VersionTag && held.ParentKey == version.ParentKey;

    private ItemVersion Version(TeamPart part) => new()
    {
        Key = $"{group.Key}/{part.Id}",
        Kind = group.Kind,
        ParentKey = group.ParentKey,
        Name = part.Name,
        CreatedAt = part.Created,
        From = part.Address,
        VersionTag = VersionTag.Of("", part.Json).ToString(),
    };
}
