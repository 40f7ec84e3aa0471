using System.Management.Automation;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.PowerShell.Pipeline;

/// <summary>Makes PowerShell's error records of the engine's errors.</summary>
internal static class ErrorRecords
{
    /// <summary>The record with the error's stable id, a category of its kind and the recommended action.</summary>
    public static ErrorRecord From(BackupException error, object? target) => new(error, error.ErrorId, CategoryOf(error), target)
    {
        ErrorDetails = new ErrorDetails(error.Message) { RecommendedAction = error.RecommendedAction },
    };

    /// <summary>The record of an error that nobody foresaw.</summary>
    public static ErrorRecord From(Exception error, object? target) => new(error, "Unexpected." + error.GetType().Name, ErrorCategory.NotSpecified, target);

    private static ErrorCategory CategoryOf(BackupException error) => error switch
    {
        AuthenticationException => ErrorCategory.AuthenticationError,
        PermissionMissingException => ErrorCategory.PermissionDenied,
        NotFoundException or ItemVanishedException or WorkloadAbsentException => ErrorCategory.ObjectNotFound,
        ConflictException => ErrorCategory.ResourceExists,
        InvalidSettingException => ErrorCategory.InvalidArgument,
        StoreFullException => ErrorCategory.QuotaExceeded,
        DataDamagedException => ErrorCategory.InvalidData,
        SourceItemException => ErrorCategory.ReadError,
        NotificationException => ErrorCategory.ConnectionError,
        TaskRegistrationException => ErrorCategory.NotInstalled,
        ConfigurationException => ErrorCategory.OpenError,
        SourceException => ErrorCategory.ConnectionError,
        _ => ErrorCategory.ResourceUnavailable,
    };
}
