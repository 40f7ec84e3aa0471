namespace System.Management.Automation;

public abstract class PSCmdlet : Cmdlet
{
    public string ParameterSetName => Pipeline.ParameterSetName;

    public InvocationInfo MyInvocation { get; } = new();

    public Host.PSHost? Host => null;

    public string GetUnresolvedProviderPathFromPSPath(string path) => Path.GetFullPath(path);
}
