using System.Globalization;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>What Graph does not let back, said before. docs/restore.md holds the same with its sources.</summary>
internal static class RestoreLimits
{
    /// <summary>Workloads that can be written.</summary>
    public static IReadOnlyList<Workload> Writable { get; } =
        [Workload.Mailbox, Workload.ArchiveMailbox, Workload.Contacts, Workload.Calendar, Workload.OneDrive, Workload.Site, Workload.Team];

    public static IReadOnlyList<string> Of(Workload workload, RestoreRequest request) => workload switch
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
            request.IncludeAttendees
                ? "Attendees of meetings get invitations, as if the meetings were made now."
                : "Meetings come back without their attendees, who would get invitations (-IncludeAttendee restores them and sends those).",
            "Online meetings, links attached to events, responses and the iCalendar id do not come back; attached items come back as files.",
        ],
        Workload.OneDrive => Files(request),
        Workload.Site =>
        [
            .. Files(request),
            "List items and pages that are made anew get new ids, times and authors; files attached to list items, links, terms and pictures in columns, folders of lists, and the settings, "
                + "navigation, groups and permissions of the site do not come back.",
            "Of libraries that are made anew the columns come back, the values that files had in them do not.",
            .. request.TargetFolder is null ? Array.Empty<string>() : ["Below a folder only files are restored."],
        ],
        Workload.Team =>
        [
            "Posts cannot be put back into Teams; export them. Files come back with the team's site.",
            "A team that is gone must be made first, or brought back with its group. Channels that are made anew are empty and get new ids and addresses; a private one gets a site of its own.",
        ],
        Workload.GroupMailbox => ["Posts of conversations cannot be put back: Microsoft Graph takes them from people only. Export them."],
        _ => ["This workload cannot be restored by this version; export it (Export-BackupItem)."],
    };

    /// <summary>Subsites of the restore point, which must be there.</summary>
    public static string Subsites(IReadOnlyList<string> names) =>
        $"Subsites cannot be made: {string.Join(", ", names.Take(10))}{(names.Count > 10 ? string.Create(CultureInfo.CurrentCulture, $" and {names.Count - 10} more") : "")} must be there for their contents to come back.";

    /// <summary>No target was named that takes it.</summary>
    public static string NoPlace(Workload workload) => workload == Workload.Site
        ? "It is left out: sites go to -TargetSite when a target is given."
        : $"It is left out: {(workload is Workload.Team or Workload.GroupMailbox ? "teams go to -TargetTeam" : "what belongs to users goes to -TargetUser")} when a target is given.";

    public static string Recoverable(long count) => string.Create(CultureInfo.CurrentCulture, $"{count} items of Recoverable Items cannot go back there; give a -TargetFolder, or export them.");

    public static string Unsupported(long count) => string.Create(CultureInfo.CurrentCulture, $"{count} items are of a kind that cannot be restored; export them.");

    private static string[] Files(RestoreRequest request) =>
    [
        request.IncludePermissions
            ? "Who made and changed a file and its earlier versions do not come back. Permissions are granted again without a mail to anybody; links get new addresses, and site groups' permissions do not come back."
            : "Who made and changed a file, its earlier versions and its permissions do not come back (-IncludePermission grants those of files again): the application counts as who changed it.",
    ];
}
