using System.Management.Automation;
using System.Management.Automation.Remoting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources.ExchangeOnPremises;

namespace Veeam365.Backup.PowerShell.Remoting;

/// <summary>Says what an exception or error record of the remoting means.</summary>
internal static class RemoteFailure
{
    // ERROR_ACCESS_DENIED, ERROR_LOGON_FAILURE, SEC_E_LOGON_DENIED, ERROR_WSMAN_ACCESS_DENIED: https://learn.microsoft.com/windows/win32/winrm/windows-remote-management-error-codes
    private static readonly int[] Denied = [5, 1326, unchecked((int)0x8009030C), unchecked((int)0x80338104), unchecked((int)0x80338001)];

    /// <summary>Opening failed.</summary>
    public static BackupException OfOpen(ExchangeEndpoint endpoint, Exception? e)
    {
        string message = e?.Message ?? "";
        if (message.Contains("RemotePowerShellEnabled", StringComparison.OrdinalIgnoreCase) || message.Contains("isn't assigned to any management roles", StringComparison.OrdinalIgnoreCase))
            return ExchangeErrors.RemotingForbidden(endpoint, e);
        bool isDenied = (e is PSRemotingTransportException transport && Denied.Contains(transport.ErrorCode))
            || message.Contains("access is denied", StringComparison.OrdinalIgnoreCase)
            || message.Contains("user name or password is incorrect", StringComparison.OrdinalIgnoreCase);
        return isDenied ? ExchangeErrors.Refused(endpoint, e) : ExchangeErrors.Unreachable(endpoint, FirstLine(message), e);
    }

    /// <summary>A command failed as a whole.</summary>
    public static BackupException OfCommand(ExchangeEndpoint endpoint, string command, Exception e) => e switch
    {
        _ when IsHidden(e) => ExchangeErrors.Hidden(endpoint, command, e),
        PSRemotingTransportException or PSRemotingDataStructureException or PipelineStoppedException => ExchangeErrors.Dropped(endpoint, command, e),
        RemoteException { ErrorRecord: { } record } => OfRecord(endpoint, command, record),
        RuntimeException { ErrorRecord: { } record } => OfRecord(endpoint, command, record),
        _ => ExchangeErrors.Failed(endpoint, command, FirstLine(e.Message), e),
    };

    /// <summary>A command wrote to its error stream.</summary>
    public static BackupException OfRecord(ExchangeEndpoint endpoint, string command, ErrorRecord record)
    {
        string id = record.FullyQualifiedErrorId ?? "";
        string reason = record.CategoryInfo?.Reason ?? "";
        if (id.StartsWith("CommandNotFoundException", StringComparison.OrdinalIgnoreCase) || reason == "CommandNotFoundException")
            return ExchangeErrors.Hidden(endpoint, command, record.Exception);
        // Ids of Exchange are hashes in brackets: [Server=...] 8B0C6A4D,Microsoft.Exchange...; the category's reason names the exception.
        if (reason is "ManagementObjectNotFoundException" || id.Contains("ManagementObjectNotFound", StringComparison.OrdinalIgnoreCase))
            return ExchangeErrors.NotFound(command, record.Exception);
        return ExchangeErrors.Failed(endpoint, command, FirstLine(record.Exception?.Message ?? record.ToString()), record.Exception);
    }

    private static bool IsHidden(Exception e) => e is CommandNotFoundException
        || (e is RemoteException remote && remote.SerializedRemoteException?.TypeNames.Contains("Deserialized.System.Management.Automation.CommandNotFoundException") == true)
        || (e is RuntimeException { ErrorRecord.FullyQualifiedErrorId: { } id } && id.StartsWith("CommandNotFoundException", StringComparison.OrdinalIgnoreCase));

    private static string FirstLine(string message)
    {
        string line = message.Trim().Split('\n')[0].Trim();
        return line.Length > 300 ? line[..300] : line;
    }
}
