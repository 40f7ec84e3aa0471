namespace Veeam365.Backup.Core.Model;

/// <summary>A protected object as the directory shows it now, with what it could be backed up for.</summary>
/// <param name="Object">The object.</param>
/// <param name="Workloads">Workloads known to exist; empty when they were not asked for.</param>
/// <param name="IsEnabled">False when sign-in is blocked; blocked users are still backed up.</param>
/// <param name="IsGuest">True for an invited user of another organization.</param>
/// <param name="IsLicensed">False when no licence is assigned; shared and resource mailboxes need none, and are backed up like others.</param>
/// <param name="MailboxPurpose">What the mailbox serves as: user, shared, room, equipment, linked, others; null when that was not asked for or may not be read.</param>
public sealed record DiscoveredObject(
    ProtectedObject Object,
    IReadOnlyList<Workload> Workloads,
    bool IsEnabled,
    bool IsGuest,
    bool IsLicensed,
    string? MailboxPurpose = null)
{
    /// <summary>What kind of group it is: Microsoft365, Security, MailEnabledSecurity or Distribution; null for what is no group.</summary>
    public string? GroupType { get; init; }

    /// <summary>True for the site behind a user's OneDrive.</summary>
    public bool IsPersonalSite { get; init; }
}
