namespace Veeam365.Backup.Core.Operations;

/// <summary>Runs programs of the operating system.</summary>
public interface IProgramRunner
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Its name; looked up in PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">What it reads; null for nothing.</param>
    /// <param name="cancellationToken">Cancels, and ends it.</param>
    /// <returns>How it ended; code 127 when there is no such program.</returns>
    Task<ProgramResult> RunAsync(string program, IReadOnlyList<string> arguments, string? input, CancellationToken cancellationToken);
}
