using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>What response codes mean for a mailbox, and for one item of it.</summary>
internal static class EwsErrors
{
    private static readonly string[] CorruptCodes =
        ["ErrorMimeContentConversionFailed", "ErrorMimeContentInvalid", "ErrorMimeContentInvalidBase64String", "ErrorCorruptData", "ErrorItemCorrupt", "ErrorContentConversionFailed", "ErrorPropertyValidationFailure"];

    private static readonly string[] TooLargeCodes = ["ErrorMessageSizeExceeded", "ErrorAttachmentSizeLimitExceeded", "ErrorDataSizeLimitExceeded"];

    public static BackupException Typed(EwsException e, string mailbox)
    {
        if (e.MeansNoMailbox)
            return new WorkloadAbsentException("Mailbox.Absent", $"{mailbox} has no such mailbox here ({e.Code}).", "Nothing to do, unless it should have one.", e);
        if (e.MeansForbidden)
            return OnPremisesChecker.ImpersonationMissing($"The account may not open the mailbox {mailbox} ({e.Code}).", e);
        return new SourceException("Exchange.Refused", $"EWS answers {e.Code} for the mailbox {mailbox}.", "Try again; when it stays so, look the code up in the reference of Exchange Web Services.", e);
    }

    /// <summary>The same for one item: the others can be read.</summary>
    public static BackupException TypedItem(EwsException e)
    {
        if (e.MeansNotFound)
            return new ItemVanishedException("Item.Vanished", "The item was deleted while it was being read.", "Nothing to do.", e);
        return new SourceItemException(ReasonOf(e.Code), $"Exchange cannot give the item ({e.Code}).", e);
    }

    public static GapReason ReasonOf(string code)
    {
        if (CorruptCodes.Contains(code, StringComparer.Ordinal))
            return GapReason.ItemCorrupt;
        if (TooLargeCodes.Contains(code, StringComparer.Ordinal))
            return GapReason.TooLarge;
        if (code.StartsWith("ErrorRightsManagement", StringComparison.Ordinal))
            return GapReason.Encrypted;
        return code switch
        {
            "ErrorAccessDenied" => GapReason.PermissionMissing,
            "ErrorUnsupportedMimeConversion" => GapReason.NotSupported,
            _ => GapReason.SourceError,
        };
    }

    public static SourceException Exhausted(Uri ews, Exception last) => new(
        "Exchange.EwsUnavailable", $"EWS on {ews.Host} gave no usable answer, again and again: {last.Message}", "Try again later; when it stays so, look at the server's load and its event log.", last);

    public static AuthenticationException Refused(OnPremisesConnection connection) => new(
        "Exchange.EwsSignInRefused",
        $"EWS on {connection.Ews.Host} refuses the account {connection.UserName ?? "that PowerShell runs as"} (HTTP 401).",
        "Check user name, password and -Authentication against the authentication methods of the EWS virtual directory (Get-WebServicesVirtualDirectory).");
}
