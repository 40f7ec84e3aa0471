using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>What an admin can do about a gap. The words are those of docs/gaps.md.</summary>
public static class GapAdvice
{
    /// <summary>The advice for a reason.</summary>
    public static string Of(GapReason reason) => reason switch
    {
        GapReason.PermissionMissing => "Grant the permission of the workload (docs/workloads.md lists them) with admin consent, and check application access policies.",
        GapReason.SourceError => "Nothing to do: the next session tries again. If it stays, open the item in its application, and a ticket with the service if it does not open there either.",
        GapReason.ItemCorrupt => "Open the item in its application and save it again, or delete it: the service itself cannot convert it.",
        GapReason.MalwareFlagged => "Look the file up in the service's threat reports; release it if the finding is wrong, delete it otherwise.",
        GapReason.Unverifiable => "Nothing to do: the content is held as the service gives it. Saving the file again makes the service compute its hash anew.",
        GapReason.TooLarge => "Make the item smaller, for example by taking attachments out.",
        GapReason.RepositoryError => "Nothing to do: the next session reads the item from the source again. Test-BackupRepository -Data tells whether more is damaged.",
        GapReason.NoAnswer => "Nothing to do: the next session tries again. If it stays, open a ticket with the service.",
        GapReason.NotSupported => "Export it with its own application if it is needed: the service gives no way to read it.",
        GapReason.Encrypted => "Make the application a super user of rights management, or take the protection off the item.",
        GapReason.Vanished => "Nothing to do: the next session tries again. If it stays, open the item in its application; deleting what does not open there ends the gap.",
        GapReason.BetaOnly => "Nothing to do until the service offers it in its released version.",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}
