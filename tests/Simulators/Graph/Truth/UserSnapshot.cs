namespace Veeam365.Simulators.Graph;

/// <summary>A user as it was; null where there is no mailbox or drive.</summary>
public sealed record UserSnapshot(string Id, string UserPrincipalName, MailboxSnapshot? Mailbox, DriveSnapshot? Drive)
{
    public MailboxSnapshot? Archive { get; init; }

    public ItemsSnapshot? Contacts { get; init; }

    public ItemsSnapshot? Calendar { get; init; }
}
