namespace Veeam365.Backup.Core.Restore;

/// <summary>How items are exported.</summary>
/// <param name="TargetFolder">The folder below which everything is written; created when missing.</param>
/// <param name="Overwrite">True to replace files that exist; otherwise a number is added to the name.</param>
public sealed record ExportOptions(string TargetFolder, bool Overwrite = false);
