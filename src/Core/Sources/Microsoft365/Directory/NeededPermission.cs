using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>An application permission that something needs, and those that include it: https://learn.microsoft.com/graph/permissions-reference.</summary>
/// <param name="Name">The least one.</param>
/// <param name="Broader">Others that suffice and only read.</param>
/// <param name="Writing">Others that suffice and can write, which a backup should not.</param>
internal sealed record NeededPermission(string Name, string[] Broader, string[] Writing)
{
    public static NeededPermission Directory { get; } = new(UserDirectory.Permission, ["Directory.Read.All"], ["User.ReadWrite.All", "Directory.ReadWrite.All"]);

    public static NeededPermission Of(Workload workload) => workload switch
    {
        Workload.Mailbox or Workload.ArchiveMailbox => new("Mail.Read", [], ["Mail.ReadWrite"]),
        Workload.Contacts => new("Contacts.Read", [], ["Contacts.ReadWrite"]),
        Workload.Calendar => new("Calendars.Read", [], ["Calendars.ReadWrite"]),
        Workload.Site => new(SiteDirectory.Permission, [], ["Sites.ReadWrite.All", "Sites.Manage.All", "Sites.FullControl.All"]),
        _ => new(DriveErrors.Permission, ["Sites.Read.All"], ["Files.ReadWrite.All", "Sites.ReadWrite.All", "Sites.Manage.All", "Sites.FullControl.All"]),
    };

    public OrganizationCheck Check(IReadOnlySet<string>? granted)
    {
        if (granted is null)
            return new OrganizationCheck(Name, CheckOutcome.Inconclusive, "The access token does not tell its permissions.");
        if (granted.Contains(Name))
            return new OrganizationCheck(Name, CheckOutcome.Passed, "Granted.");
        if (Array.Find(Broader, granted.Contains) is { } broader)
            return new OrganizationCheck(Name, CheckOutcome.Passed, $"Covered by {broader}.");
        if (Array.Find(Writing, granted.Contains) is { } writing)
            return new OrganizationCheck(Name, CheckOutcome.Passed, $"Covered by {writing}, which is more than a backup needs: {Name} suffices.");
        return new OrganizationCheck(Name, CheckOutcome.Failed, "Not granted.", Missing);
    }

    private PermissionMissingException Missing => new(
        "Source.PermissionMissing",
        $"The application lacks the permission {Name}.",
        $"Grant the application permission {Name} to the registration, with admin consent.");
}
