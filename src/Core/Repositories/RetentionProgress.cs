namespace Veeam365.Backup.Core.Repositories;

/// <summary>How far a retention run is.</summary>
/// <param name="Step">What is done, in words.</param>
/// <param name="Done">How much of the step.</param>
/// <param name="Total">Of how much; 0 while unknown.</param>
public sealed record RetentionProgress(string Step, int Done, int Total);
