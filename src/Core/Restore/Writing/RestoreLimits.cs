using System.Globalization;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>What Graph does not let back, said before. docs/restore.md holds the same with its sources.</summary>
internal static class RestoreLimits
{
    /// <summary>Workloads that can be written.</summary>
    public static IReadOnlyList<Workload> Writable { get; } = [Workload.Mailbox, Workload.ArchiveMailbox, Workload.Contacts, Workload.Calendar, Workload.OneDrive];

    public static IReadOnlyList<string> Of(Workload workload, bool includeAttendees) => workload switch
    {
        Workload.Mailbox or Workload.ArchiveMailbox =>
        [
            "Messages that are made anew show as drafts, with a new creation time: Graph makes them so and cannot change it. Deleted ones that still lie in Deleted Items or the recoverable items are moved back and stay as they were.",
            "Recoverable Items cannot be written to.",
            "Of messages above 3 MB the large attachments are added one by one, attached messages among them as files.",
        ],
        Workload.Contacts => ["Contact folders come back below the default one.", "Contacts get a new creation time."],
        Workload.Calendar =>
        [
            includeAttendees
                ? "Attendees of meetings get invitations, as if the meetings were made now."
                : "Meetings come back without their attendees, who would get invitations (-IncludeAttendee restores them and sends those).",
            "Online meetings, links attached to events, responses and the iCalendar id do not come back; attached items come back as files.",
        ],
        Workload.OneDrive => ["Who made and changed a file, its earlier versions and its permissions do not come back: the application counts as who changed it."],
        Workload.Team => ["Posts cannot be put back into Teams."],
        _ => ["This workload cannot be restored by this version; export it (Export-BackupItem)."],
    };

    public static string Recoverable(long count) => string.Create(CultureInfo.CurrentCulture, $"{count} items of Recoverable Items cannot go back there; give a -TargetFolder, or export them.");

    public static string Unsupported(long count) => string.Create(CultureInfo.CurrentCulture, $"{count} items are of a kind that cannot be restored; export them.");
}
