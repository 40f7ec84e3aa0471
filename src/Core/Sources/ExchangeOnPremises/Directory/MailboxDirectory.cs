using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>The mailboxes of the organization: of users (linked ones too), shared, of rooms and equipment. Those that Exchange keeps for itself (arbitration, monitoring, discovery) are not listed.</summary>
internal sealed class MailboxDirectory(ShellSession shell)
{
    private static readonly ExchangeCommand All = new ExchangeCommand("Get-Mailbox").With("ResultSize", "Unlimited");

    public async IAsyncEnumerable<DiscoveredObject> ListAsync(DiscoveryQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = new RecipientFilter(query.Name);
        ExchangeCommand command = filter.Identity is { } identity ? new ExchangeCommand("Get-Mailbox").With("Identity", identity) : All;
        IAsyncEnumerable<ExchangeObject> found = filter.Identity is null ? shell.InvokeAsync(command, cancellationToken) : shell.FindAsync(command, cancellationToken);
        await foreach (ExchangeObject mailbox in found.ConfigureAwait(false))
        {
            if (Recipient.Of(mailbox) is { IsSystemMailbox: false } recipient && filter.Matches(recipient))
                yield return Describe(mailbox, recipient);
        }
    }

    /// <summary>A mailbox, as a scope and an admin see it.</summary>
    public static DiscoveredObject Describe(ExchangeObject mailbox, Recipient recipient)
    {
        bool hasArchive = mailbox.Id("ArchiveGuid") is not null && !string.Equals(mailbox.Text("ArchiveState"), "HostedProvisioned", StringComparison.OrdinalIgnoreCase);
        Workload[] workloads = hasArchive ? [Workload.Mailbox, Workload.ArchiveMailbox, Workload.Contacts, Workload.Calendar] : [Workload.Mailbox, Workload.Contacts, Workload.Calendar];
        // A shared or resource mailbox has a blocked account of its own: that is as it should be.
        return new DiscoveredObject(recipient.ToProtectedObject(ObjectKind.User), workloads, !mailbox.Flag("AccountDisabled") || recipient.Purpose is not "user", IsGuest: false, IsLicensed: true, recipient.Purpose);
    }
}
