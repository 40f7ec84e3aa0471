using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>A recipient of the organization.</summary>
/// <param name="Id">Its immutable id in Active Directory.</param>
/// <param name="DisplayName">The name people see.</param>
/// <param name="Address">Its primary SMTP address.</param>
/// <param name="Alias">Its alias.</param>
/// <param name="UserPrincipalName">The account's sign-in name; null for what has none.</param>
/// <param name="Type">RecipientTypeDetails: UserMailbox, SharedMailbox, MailUniversalDistributionGroup...</param>
internal sealed record Recipient(Guid Id, string DisplayName, string? Address, string? Alias, string? UserPrincipalName, string Type)
{
    private static readonly string[] SystemMailboxes = ["ArbitrationMailbox", "MonitoringMailbox", "DiscoveryMailbox", "AuditLogMailbox", "AuxAuditLogMailbox", "SystemMailbox", "SystemAttendantMailbox"];

    /// <summary>Null when it has no id.</summary>
    public static Recipient? Of(ExchangeObject found) => found.Id("Guid") is { } id
        ? new Recipient(id, found.Text("DisplayName") ?? found.Text("Name") ?? id.ToString(), found.Text("PrimarySmtpAddress"), found.Text("Alias"), found.Text("UserPrincipalName"), found.Text("RecipientTypeDetails") ?? "")
        : null;

    public bool IsSystemMailbox => SystemMailboxes.Contains(Type, StringComparer.OrdinalIgnoreCase);

    /// <summary>A mailbox of this organization: one that moved to Microsoft 365 is a Remote...Mailbox here, and is backed up there.</summary>
    public bool IsMailbox => Type.EndsWith("Mailbox", StringComparison.OrdinalIgnoreCase) && !Type.StartsWith("Remote", StringComparison.OrdinalIgnoreCase) && !IsSystemMailbox;

    public bool IsDynamicGroup => Type.Equals("DynamicDistributionGroup", StringComparison.OrdinalIgnoreCase);

    public bool IsGroup => IsDynamicGroup || Type.EndsWith("Group", StringComparison.OrdinalIgnoreCase);

    /// <summary>What the mailbox serves as, in the words of Microsoft 365.</summary>
    public string Purpose => Type.ToUpperInvariant() switch
    {
        "SHAREDMAILBOX" => "shared",
        "ROOMMAILBOX" => "room",
        "EQUIPMENTMAILBOX" => "equipment",
        "LINKEDMAILBOX" or "LINKEDROOMMAILBOX" => "linked",
        "USERMAILBOX" or "LEGACYMAILBOX" => "user",
        _ => "others",
    };

    public ProtectedObject ToProtectedObject(ObjectKind kind) => new(kind, Id.ToString(), DisplayName, Address ?? UserPrincipalName);
}
