using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>The part of a mailbox that a workload reads: where its folders begin, which of them are its own, which are left out.</summary>
internal sealed record MailboxPart
{
    private static readonly string[] OtherClasses = ["IPF.Appointment", "IPF.Contact", "IPF.Task", "IPF.StickyNote", "IPF.Journal"];

    /// <summary>Names the part's state entries.</summary>
    public required string StatePrefix { get; init; }

    /// <summary>The well-known name of the folder where the tree begins; it is no item itself.</summary>
    public required string Root { get; init; }

    /// <summary>The well-known name of a second tree, beside the first one, which is held as a folder; null for none.</summary>
    public string? Branch { get; init; }

    /// <summary>Well-known names of folders that are left out with all below them.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>True when items can lie in the root itself.</summary>
    public bool RootHoldsItems { get; init; }

    /// <summary>Which folders belong to it.</summary>
    public required Func<FolderEntry, bool> Owns { get; init; }

    /// <summary>The part that a workload reads; null when an on-premises mailbox has no such thing.</summary>
    public static MailboxPart? Of(Workload workload, ReadOptions options) => workload switch
    {
        Workload.Mailbox => Mail("ews/mail", "", options),
        Workload.ArchiveMailbox => Mail("ews/archive", "archive", options),
        // What was deleted lies in a mail folder, and counts as gone: as in Microsoft 365.
        Workload.Contacts => new MailboxPart { StatePrefix = "ews/contacts", Root = "msgfolderroot", Excluded = ["deleteditems"], Owns = IsContacts },
        Workload.Calendar => new MailboxPart { StatePrefix = "ews/calendar", Root = "msgfolderroot", Excluded = ["deleteditems"], Owns = IsCalendar },
        _ => null,
    };

    private static MailboxPart Mail(string state, string archive, ReadOptions options) => new()
    {
        StatePrefix = state,
        Root = archive + "msgfolderroot",
        Branch = options.ExcludeFolders.Contains(ExcludableFolder.RecoverableItems) ? null : archive + "recoverableitemsroot",
        Excluded = [.. options.ExcludeFolders.Select(f => NameOf(f, archive)).OfType<string>().Distinct()],
        RootHoldsItems = true,
        Owns = IsMail,
    };

    /// <summary>A folder's well-known name; null when it is not in this tree.</summary>
    private static string? NameOf(ExcludableFolder folder, string archive) => folder switch
    {
        ExcludableFolder.DeletedItems => archive + "deleteditems",
        ExcludableFolder.Drafts when archive.Length == 0 => "drafts",
        ExcludableFolder.JunkEmail when archive.Length == 0 => "junkemail",
        ExcludableFolder.Outbox when archive.Length == 0 => "outbox",
        ExcludableFolder.SyncIssues when archive.Length == 0 => "syncissues",
        _ => null,
    };

    private static bool IsMail(FolderEntry folder) => folder.Type == "Folder" && !Array.Exists(OtherClasses, c => folder.Class.StartsWith(c, StringComparison.OrdinalIgnoreCase));

    // Caches of addresses have classes of their own below IPF.Contact, and are made anew by clients.
    private static bool IsContacts(FolderEntry folder) => folder.Class.Equals("IPF.Contact", StringComparison.OrdinalIgnoreCase);

    private static bool IsCalendar(FolderEntry folder) => folder.Class.StartsWith("IPF.Appointment", StringComparison.OrdinalIgnoreCase);
}
