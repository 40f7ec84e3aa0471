using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>How an object's transfer ended.</summary>
/// <param name="Target">The object.</param>
/// <param name="Status">Success, Warning, Failed or Absent.</param>
/// <param name="Head">The head it wrote; null when nothing changed or it failed.</param>
/// <param name="Gaps">What it does not hold.</param>
/// <param name="Message">Why it failed.</param>
internal sealed record ObjectResult(ResolvedObject Target, SessionTaskStatus Status, HeadRecord? Head, IReadOnlyList<Gap> Gaps, string? Message);
