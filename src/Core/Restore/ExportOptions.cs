namespace Veeam365.Backup.Core.Restore;

/// <summary>How items are exported.</summary>
/// <param name="TargetFolder">The folder below which everything is written; created when missing. With <paramref name="Zip"/>, the archive to write (".zip" is added when missing).</param>
/// <param name="Overwrite">True to replace files that exist; otherwise a number is added to the name.</param>
/// <param name="IncludeJson">True to write beside each item, under its name and ".json", what the source told of it: all of a contact or an event, and of a
/// message what MIME loses (categories, flag, read state, importance, folder, ids).</param>
/// <param name="Format">What messages become.</param>
/// <param name="Zip">True to write one archive instead of files.</param>
public sealed record ExportOptions(string TargetFolder, bool Overwrite = false, bool IncludeJson = false, ExportFormat Format = ExportFormat.File, bool Zip = false);
