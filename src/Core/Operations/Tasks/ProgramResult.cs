namespace Veeam365.Backup.Core.Operations;

/// <summary>How a program ended.</summary>
/// <param name="Code">Its exit code; 127 when there is no such program.</param>
/// <param name="Output">What it wrote.</param>
/// <param name="Errors">What it complained about.</param>
public sealed record ProgramResult(int Code, string Output, string Errors);
