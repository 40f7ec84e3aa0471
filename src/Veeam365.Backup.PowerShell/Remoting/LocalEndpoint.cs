using System.Diagnostics;
using System.Management.Automation.Runspaces;
using System.Reflection;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.PowerShell.Remoting;

/// <summary>
/// A session configuration file, served by a PowerShell process of this machine: real remoting, serialisation and restrictions included, without WSMan. The types it takes are in PowerShell 7 and not in
/// the reference library that the module compiles against.
/// </summary>
internal sealed class LocalEndpoint(string configurationFile) : IRunspaceEndpoint
{
    private const string InstanceType = "System.Management.Automation.Runspaces.PowerShellProcessInstance";

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    private Process? _process;

    /// <inheritdoc/>
    public Runspace Create()
    {
        Type type = typeof(Runspace).Assembly.GetType(InstanceType) ?? throw Unusable(null);
        try
        {
            object instance = Activator.CreateInstance(type) ?? throw Unusable(null);
            _process = (Process)type.GetProperty("Process")!.GetValue(instance)!;
            _process.StartInfo.ArgumentList.Add("-ConfigurationFile");
            _process.StartInfo.ArgumentList.Add(configurationFile);
            MethodInfo create = typeof(RunspaceFactory).GetMethod("CreateOutOfProcessRunspace", [typeof(TypeTable), type]) ?? throw Unusable(null);
            return (Runspace)create.Invoke(null, [null, instance])!;
        }
        catch (Exception e) when (e is TargetInvocationException or MissingMethodException or NullReferenceException)
        {
            throw Unusable(e);
        }
    }

    /// <inheritdoc/>
    public async Task WhenLostAsync(CancellationToken cancellationToken)
    {
        // It is started while the runspace opens.
        while (!HasStarted())
            await Task.Delay(Glance, cancellationToken).ConfigureAwait(false);
        await _process!.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Abandon()
    {
        try
        {
            _process?.Kill();
        }
        catch (InvalidOperationException)
        {
            // It never began, or has ended.
        }
    }

    private bool HasStarted()
    {
        try
        {
            return _process is { Id: > 0 };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static SourceException Unusable(Exception? inner) =>
        new("Exchange.LocalEndpoint", "This PowerShell cannot serve a local endpoint.", $"Unset {RemoteExchangeShellFactory.LocalEndpointVariable}.", inner);
}
