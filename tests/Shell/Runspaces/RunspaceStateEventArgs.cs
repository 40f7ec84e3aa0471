namespace System.Management.Automation.Runspaces;

public sealed class RunspaceStateEventArgs(RunspaceStateInfo info) : EventArgs
{
    public RunspaceStateInfo RunspaceStateInfo { get; } = info;
}
