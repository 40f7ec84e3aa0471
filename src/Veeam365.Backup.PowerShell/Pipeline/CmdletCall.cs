using System.Management.Automation;
using Veeam365.Backup.PowerShell.Connection;

namespace Veeam365.Backup.PowerShell.Pipeline;

/// <summary>A cmdlet as a person called it, to be run elsewhere.</summary>
/// <param name="Command">The cmdlet.</param>
/// <param name="Parameters">What it is given.</param>
/// <param name="Location">The folder that relative paths begin at.</param>
/// <param name="Target">The configuration it works with; null for one that needs none.</param>
internal sealed record CmdletCall(CmdletInfo Command, IReadOnlyDictionary<string, object?> Parameters, string Location, ConnectionTarget? Target);
