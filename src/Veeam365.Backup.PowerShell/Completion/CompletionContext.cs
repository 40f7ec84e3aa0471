using System.Collections;
using Veeam365.Backup.Core.Hosting;

namespace Veeam365.Backup.PowerShell.Completion;

/// <summary>What is known where something is completed.</summary>
/// <param name="Services">The open configuration.</param>
/// <param name="ParameterName">The parameter that is completed.</param>
/// <param name="Typed">What was typed of the word, without quotes.</param>
/// <param name="Parameters">The values of the parameters that stand on the line already, as far as they are plain.</param>
internal sealed record CompletionContext(BackupServices Services, string ParameterName, string Typed, IDictionary Parameters)
{
    /// <summary>What a parameter says, as text; null when it is not there.</summary>
    public string? Parameter(string name) => Parameters.Contains(name) ? Parameters[name]?.ToString() : null;
}
