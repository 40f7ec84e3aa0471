using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Lists the protectable objects of the directory.</summary>
internal sealed class Discovery(UserDirectory directory, WorkloadProbe probe)
{
    private const int ProbedAtOnce = 16;

    public async IAsyncEnumerable<DiscoveredObject> RunAsync(DiscoveryQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Users are probed a few ahead, and given out in the directory's order.
        var coming = new Queue<Task<DiscoveredObject>>();
        await foreach (DirectoryUser user in directory.ListAsync(new NameFilter(query.Name), cancellationToken).ConfigureAwait(false))
        {
            coming.Enqueue(DescribeAsync(user, query.IncludeWorkloads, cancellationToken));
            if (coming.Count >= ProbedAtOnce)
                yield return await coming.Dequeue().ConfigureAwait(false);
        }

        while (coming.TryDequeue(out Task<DiscoveredObject>? next))
            yield return await next.ConfigureAwait(false);
    }

    private async Task<DiscoveredObject> DescribeAsync(DirectoryUser user, bool withWorkloads, CancellationToken cancellationToken)
    {
        IReadOnlyList<Workload> workloads = withWorkloads ? await probe.FindAsync(user.Id, cancellationToken).ConfigureAwait(false) : [];
        string? purpose = workloads.Contains(Workload.Mailbox) ? await probe.FindPurposeAsync(user.Id, cancellationToken).ConfigureAwait(false) : null;
        return Describe(user) with { Workloads = workloads, MailboxPurpose = purpose };
    }

    public static DiscoveredObject Describe(DirectoryUser user)
    {
        string? address = user.UserPrincipalName ?? user.Mail;
        return new DiscoveredObject(
            new ProtectedObject(ObjectKind.User, user.Id, user.DisplayName ?? address ?? user.Id, address), [], user.IsEnabled, user.IsGuest, user.IsLicensed);
    }
}
