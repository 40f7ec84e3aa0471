namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>The service answered with a response code that retrying does not change; whoever asked knows what it means. Never leaves this room: see <see cref="EwsErrors"/>.</summary>
/// <param name="code">E.g. ErrorItemNotFound.</param>
internal sealed class EwsException(string code) : Exception(code)
{
    public string Code { get; } = code;

    /// <summary>The sync state is worth nothing any more: everything is listed again, and compared.</summary>
    public bool MeansResync => Code == "ErrorInvalidSyncStateData";

    public bool MeansNotFound => Code is "ErrorItemNotFound" or "ErrorFolderNotFound" or "ErrorManagedFolderNotFound" or "ErrorInvalidIdMalformed" or "ErrorInvalidIdNotAnItemAttachmentId"
        or "ErrorCannotUseFolderIdForItemId" or "ErrorAttachmentNotFound" or "ErrorSyncFolderNotFound";

    public bool MeansForbidden => Code is "ErrorAccessDenied" or "ErrorImpersonateUserDenied" or "ErrorImpersonationDenied" or "ErrorImpersonationFailed" or "ErrorFolderPermissionDenied";

    public bool MeansNoImpersonation => Code is "ErrorImpersonateUserDenied" or "ErrorImpersonationDenied" or "ErrorImpersonationFailed";

    /// <summary>There is no such mailbox, or no such archive.</summary>
    public bool MeansNoMailbox => Code is "ErrorNonExistentMailbox" or "ErrorNoArchiveMailbox" or "ErrorArchiveMailboxNotEnabled" or "ErrorArchiveFolderPathCreation" or "ErrorMailboxNotEnabled";
}
