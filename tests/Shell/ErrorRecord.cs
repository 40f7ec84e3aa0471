namespace System.Management.Automation;

public class ErrorRecord(Exception exception, string errorId, ErrorCategory errorCategory, object? targetObject)
{
    public Exception Exception { get; } = exception;

    public string FullyQualifiedErrorId { get; } = errorId;

    public ErrorCategory Category { get; } = errorCategory;

    public object? TargetObject { get; } = targetObject;

    public ErrorDetails? ErrorDetails { get; set; }
}
