namespace Veeam365.Backup.PowerShell.Pipeline;

/// <summary>A line of the progress display.</summary>
/// <param name="Id">Stable as long as it is about the same thing; 0 is the topmost.</param>
/// <param name="Activity">What is done.</param>
/// <param name="Status">How far it is, in words.</param>
/// <param name="Fraction">0 to 1; null while unknown.</param>
/// <param name="Remaining">The time left; null while unknown.</param>
internal sealed record ProgressLine(int Id, string Activity, string Status, double? Fraction = null, TimeSpan? Remaining = null);
