namespace Veeam365.Backup.PowerShell.Completion;

/// <summary>Something to offer.</summary>
/// <param name="Text">What is inserted, unquoted.</param>
/// <param name="ToolTip">Words beside it.</param>
internal sealed record Candidate(string Text, string ToolTip);
