using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace Veeam365.Backup.PowerShell.Connection;

/// <summary>Finds what belongs to a runspace. Runspaces share nothing: jobs and parallel pipelines connect by themselves.</summary>
internal static class ModuleStates
{
    // Weakly keyed: what belongs to a runspace goes with it.
    private static readonly ConditionalWeakTable<Runspace, ModuleState> Known = [];

    /// <summary>The state of the runspace of this thread.</summary>
    public static ModuleState Current => Of(Runspace.DefaultRunspace);

    /// <summary>The state of a runspace.</summary>
    public static ModuleState Of(Runspace runspace) => Known.GetValue(runspace, Create);

    /// <summary>Closes the state of the runspace of this thread, if it has one.</summary>
    public static void CloseCurrent()
    {
        if (Runspace.DefaultRunspace is { } runspace)
            Close(runspace);
    }

    private static ModuleState Create(Runspace runspace)
    {
        runspace.StateChanged += (_, change) =>
        {
            // Not while it closes: its pipelines still have to stop, and what they run needs the configuration for that.
            if (change.RunspaceStateInfo.State is RunspaceState.Closed or RunspaceState.Broken)
                Close(runspace);
        };
        return new ModuleState();
    }

    private static void Close(Runspace runspace)
    {
        if (!Known.TryGetValue(runspace, out ModuleState? state))
            return;
        Known.Remove(runspace);
        // PowerShell's own calls are synchronous: here the asynchronous world ends.
        Task.Run(() => state.DisposeAsync().AsTask()).GetAwaiter().GetResult();
    }
}
