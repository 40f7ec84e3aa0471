using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>Distribution lists, mail-enabled security groups and dynamic groups, and the mailboxes in them, those in groups within included. Groups have no mailbox of their own.</summary>
internal sealed class GroupDirectory(ShellSession shell)
{
    private const int DeepestNesting = 100;

    public async IAsyncEnumerable<DiscoveredObject> ListAsync(DiscoveryQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = new RecipientFilter(query.Name);
        foreach (string command in (string[])["Get-DistributionGroup", "Get-DynamicDistributionGroup"])
        {
            await foreach (ExchangeObject found in FindAsync(command, filter.Identity, cancellationToken).ConfigureAwait(false))
            {
                if (Recipient.Of(found) is { } group && filter.Matches(group))
                    yield return Describe(group);
            }
        }
    }

    /// <summary>The mailboxes in a group as it is now, each once.</summary>
    public async IAsyncEnumerable<DiscoveredObject> ListMembersAsync(ProtectedObject group, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool isDynamic = await FindDynamicAsync(group.Id, cancellationToken).ConfigureAwait(false) is not null;
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { group.Id };
        var groups = new Queue<(string Id, bool IsDynamic, int Depth)>([(group.Id, isDynamic, 0)]);
        while (groups.TryDequeue(out (string Id, bool IsDynamic, int Depth) next))
        {
            await foreach (ExchangeObject found in MembersAsync(next.Id, next.IsDynamic, cancellationToken).ConfigureAwait(false))
            {
                if (Recipient.Of(found) is not { } member || !seen.Add(member.Id.ToString()))
                    continue;
                if (member.IsMailbox)
                    yield return MailboxDirectory.Describe(found, member);
                else if (member.IsGroup && next.Depth < DeepestNesting)
                    groups.Enqueue((member.Id.ToString(), member.IsDynamicGroup, next.Depth + 1));
            }
        }
    }

    private async IAsyncEnumerable<ExchangeObject> MembersAsync(string id, bool isDynamic, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ExchangeCommand command = new ExchangeCommand("Get-DistributionGroupMember").With("Identity", id);
        if (isDynamic)
        {
            if (await FindDynamicAsync(id, cancellationToken).ConfigureAwait(false) is not { } group || group.Text("RecipientFilter") is null)
                yield break;
            command = Preview(group);
        }
        await foreach (ExchangeObject found in shell.FindAsync(command.With("ResultSize", "Unlimited"), cancellationToken).ConfigureAwait(false))
            yield return found;
    }

    /// <summary>Who is in a dynamic group is what its filter finds now.</summary>
    /// <remarks>https://learn.microsoft.com/exchange/recipients/dynamic-distribution-groups/view-group-members</remarks>
    private static ExchangeCommand Preview(ExchangeObject group)
    {
        ExchangeCommand command = new ExchangeCommand("Get-Recipient").With("RecipientPreviewFilter", group.Text("RecipientFilter"));
        return group.Text("RecipientContainer") is { } container ? command.With("OrganizationalUnit", container) : command;
    }

    private async Task<ExchangeObject?> FindDynamicAsync(string id, CancellationToken cancellationToken)
    {
        await foreach (ExchangeObject found in FindAsync("Get-DynamicDistributionGroup", id, cancellationToken).ConfigureAwait(false))
            return found;
        return null;
    }

    private IAsyncEnumerable<ExchangeObject> FindAsync(string command, string? identity, CancellationToken cancellationToken) => identity is null
        ? shell.InvokeAsync(new ExchangeCommand(command).With("ResultSize", "Unlimited"), cancellationToken)
        : shell.FindAsync(new ExchangeCommand(command).With("Identity", identity), cancellationToken);

    private static DiscoveredObject Describe(Recipient group) => new(group.ToProtectedObject(ObjectKind.Group), [], IsEnabled: true, IsGuest: false, IsLicensed: true)
    {
        GroupType = group.IsDynamicGroup ? "Dynamic" : group.Type.Contains("Security", StringComparison.OrdinalIgnoreCase) ? "MailEnabledSecurity" : "Distribution",
    };
}
