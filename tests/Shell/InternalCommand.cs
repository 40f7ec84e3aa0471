namespace System.Management.Automation.Internal;

public abstract class InternalCommand
{
    internal Shell.Pipeline Pipeline { get; set; } = null!;
}
