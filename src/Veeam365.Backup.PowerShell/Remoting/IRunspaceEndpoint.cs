using System.Management.Automation.Runspaces;

namespace Veeam365.Backup.PowerShell.Remoting;

/// <summary>Makes runspaces, not opened yet.</summary>
internal interface IRunspaceEndpoint
{
    Runspace Create();

    /// <summary>Ends when what serves the runspace is known to be gone; PowerShell may not notice.</summary>
    Task WhenLostAsync(CancellationToken cancellationToken);

    /// <summary>Ends what serves a runspace that does not close by itself.</summary>
    void Abandon();
}
