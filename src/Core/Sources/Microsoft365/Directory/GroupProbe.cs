using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Checks what reading group mailboxes and teams needs: the permissions, and the real calls on the first one that exists.</summary>
internal sealed class GroupProbe(GraphHttpClient graph, GroupDirectory directory)
{
    public static bool Covers(Workload workload) => workload is Workload.GroupMailbox or Workload.Team;

    public async Task<IReadOnlyList<OrganizationCheck>> RunAsync(Workload workload, IReadOnlySet<string>? granted, CancellationToken cancellationToken)
    {
        OrganizationCheck[] permissions = [.. NeededPermission.AllOf(workload).Select(p => p.Check(granted))];
        return Array.Exists(permissions, p => p.Outcome == CheckOutcome.Failed)
            ? permissions
            : [.. permissions, await TryAsync(workload, cancellationToken).ConfigureAwait(false)];
    }

    private async Task<OrganizationCheck> TryAsync(Workload workload, CancellationToken cancellationToken)
    {
        var name = workload.ToString();
        try
        {
            DirectoryGroup? found = await directory.ListAsync(null, workload == Workload.Team, cancellationToken).FirstOrDefaultAsync(g => g.IsUnified, cancellationToken).ConfigureAwait(false);
            if (found is null)
                return new OrganizationCheck(name, CheckOutcome.Inconclusive, workload == Workload.Team ? "No team to try it on." : "No Microsoft 365 group to try it on.");
            await TouchAsync(workload, found.Id, cancellationToken).ConfigureAwait(false);
            return new OrganizationCheck(name, CheckOutcome.Passed, "Can be read.");
        }
        catch (GraphStatusException e) when (e.MeansNotFound)
        {
            return new OrganizationCheck(name, CheckOutcome.Inconclusive, "The one it was tried on has none.");
        }
        catch (GraphStatusException e)
        {
            BackupException refused = GraphErrors.Typed(e, NeededPermission.AllOf(workload)[^1].Name);
            return new OrganizationCheck(name, CheckOutcome.Failed, refused.Message, refused);
        }
        catch (BackupException e)
        {
            return new OrganizationCheck(name, CheckOutcome.Failed, e.Message, e);
        }
    }

    private async Task TouchAsync(Workload workload, string id, CancellationToken cancellationToken)
    {
        if (workload == Workload.GroupMailbox)
        {
            await ReadAsync(new GroupRequests(graph.Endpoint, id).Threads(), cancellationToken).ConfigureAwait(false);
            return;
        }

        var requests = new TeamRequests(graph.Endpoint, id);
        DeltaPage<TeamPart> channels = await graph.GetJsonAsync(
            requests.Channels(), json => new DeltaPageParser<TeamPart>(new TeamPartParser().Parse).Parse(json), cancellationToken).ConfigureAwait(false);
        if (channels.Items.Count > 0)
            await ReadAsync(requests.MessageList(channels.Items[0].Id), cancellationToken).ConfigureAwait(false);
    }

    private Task<int> ReadAsync(GraphRequest request, CancellationToken cancellationToken) => graph.GetJsonAsync(request, static json => json.Length, cancellationToken);
}
