using System.Management.Automation;
using Veeam365.Backup.PowerShell.Connection;

namespace Veeam365.Backup.PowerShell.Loading;

/// <summary>What PowerShell calls when the module comes and goes.</summary>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>Makes Core findable. Loads nothing.</summary>
    public void OnImport() => CoreResolver.Acquire();

    /// <summary>Stops background sessions, closes the configuration and takes the resolver away.</summary>
    /// <param name="psModuleInfo">The module.</param>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        ModuleStates.CloseCurrent();
        CoreResolver.Release();
    }
}
