using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What a refusal means for a mailbox.</summary>
internal static class OutlookErrors
{
    public static WorkloadAbsentException Absent(GraphStatusException cause) => new(
        "Mailbox.Absent",
        $"The user has no mailbox in Exchange Online ({cause.Error.Code}).",
        "Nothing to do, unless a mailbox is expected: check the user's licence.",
        cause);

    public static BackupException Typed(GraphStatusException cause, string permission) => MeansAbsent(cause) ? Absent(cause) : GraphErrors.Typed(cause, permission);

    public static bool MeansAbsent(GraphStatusException cause) =>
        cause.Error.Is("MailboxNotEnabledForRESTAPI")
        || cause.Error.Is("MailboxNotSupportedForRESTAPI")
        || cause.Error.Is("MailboxNotSupported")
        || (cause.MeansNotFound && (cause.Error.Is("Request_ResourceNotFound") || cause.Error.Is("ResourceNotFound") || cause.Error.Is("ErrorInvalidUser")));
}
