using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.PowerShell.Pipeline;

/// <summary>What a cmdlet's work can do with PowerShell, from any thread. Calls wait while the pipeline is busy with earlier output.</summary>
internal interface IOutput
{
    /// <summary>Writes an object.</summary>
    void Write(object value);

    /// <summary>Writes a non-terminating error.</summary>
    /// <param name="error">What happened.</param>
    /// <param name="target">What it happened to.</param>
    void WriteError(BackupException error, object? target);

    /// <summary>Writes a warning.</summary>
    void WriteWarning(string text);

    /// <summary>Writes a verbose line.</summary>
    void WriteVerbose(string text);

    /// <summary>Writes a line for people: shown by the host (or in its redirected output), not part of the pipeline.</summary>
    void WriteLine(string text);

    /// <summary>Writes a warning or verbose line if there is room, without ever waiting.</summary>
    /// <returns>False when it was dropped.</returns>
    bool TryWriteLine(LogSeverity severity, string text);

    /// <summary>Replaces what the progress display shows; an empty list clears it. Never waits: what was not shown yet is dropped.</summary>
    void ShowProgress(IReadOnlyList<ProgressLine> lines);

    /// <summary>Asks -WhatIf and -Confirm.</summary>
    /// <returns>True to go on.</returns>
    Task<bool> ConfirmAsync(string target, string action);

    /// <summary>Asks -WhatIf and -Confirm, and tells the one from the other.</summary>
    /// <param name="target">What it is done to.</param>
    /// <param name="action">What is done.</param>
    /// <returns>True to go on; null for -WhatIf: what would be done is to be shown.</returns>
    Task<bool?> AskAsync(string target, string action);
}
