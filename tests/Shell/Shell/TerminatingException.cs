namespace System.Management.Automation.Shell;

/// <summary>What ThrowTerminatingError throws.</summary>
public sealed class TerminatingException(ErrorRecord error) : RuntimeException
{
    public ErrorRecord Error { get; } = error;
}
