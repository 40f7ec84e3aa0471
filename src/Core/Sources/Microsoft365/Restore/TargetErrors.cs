using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What a refusal to write means.</summary>
internal static class TargetErrors
{
    // What full mailboxes and drives answer: https://learn.microsoft.com/graph/errors, https://learn.microsoft.com/onedrive/developer/rest-api/concepts/errors
    private static readonly string[] FullCodes = ["ErrorQuotaExceeded", "quotaLimitReached", "insufficientStorage", "ErrorMailboxStoreFull"];

    private static readonly string[] SizeCodes = ["ErrorMessageSizeExceeded", "ErrorAttachmentSizeLimitExceeded", "RequestEntityTooLarge"];

    public static BackupException Typed(GraphStatusException cause, string target, string permission)
    {
        if ((int)cause.Status == 507 || FullCodes.Any(cause.Error.Is))
            return Full(cause, target);
        if (OutlookErrors.MeansAbsent(cause))
            return OutlookErrors.Absent(cause);
        if ((int)cause.Status == 413 || SizeCodes.Any(cause.Error.Is))
            return TooLarge(cause);
        return (int)cause.Status switch
        {
            401 => GraphErrors.TokenRefused(cause),
            403 => GraphErrors.PermissionMissing(permission, cause),
            423 => new TargetItemException("Item.Locked", "Somebody works on it at the target: it is locked.", "Restore it again later, or to another place.", cause),
            _ => Refused(cause),
        };
    }

    public static TargetItemException TooLarge(Exception? cause) => new(
        "Item.TooLarge", "It is larger than the service takes.", "Export it (Export-BackupItem), or raise the size limit of the target.", cause);

    /// <summary>The service never managed to take it.</summary>
    public static TargetItemException Failed(SourceException cause) => new(
        "Item.TargetError", cause.Message, "Run the restore again: it goes on with what is missing.", cause);

    public static TargetItemException Unusable(string message) => new(
        "Item.Unusable", message, "Export it (Export-BackupItem) and look at it.");

    private static TargetItemException Refused(GraphStatusException cause) => new(
        "Item.Refused",
        $"The service does not take it: HTTP {(int)cause.Status} {cause.Error.Code}.",
        "Export it (Export-BackupItem), or restore it to another place.",
        cause);

    private static StoreFullException Full(GraphStatusException cause, string target) => new(
        "Target.Full",
        $"There is no room left at {target} ({cause.Error.Code}).",
        "Make room there or raise its quota, and run the restore again: it goes on with what is missing.",
        cause);
}
