namespace Veeam365.Backup.Core.Reports;

/// <summary>How things stand: what is protected, how much, since when, and what is missing. Made from the configuration and the caches; no repository is read.</summary>
/// <param name="CreatedAt">When it was made (UTC).</param>
/// <param name="Days">How many days back it looks.</param>
/// <param name="Scope">The organization it is about; null for all.</param>
/// <param name="Jobs">The jobs.</param>
/// <param name="Repositories">Where their data is.</param>
/// <param name="Objects">What the newest restore points hold, the largest first.</param>
/// <param name="Sessions">Sessions of these days, newest first.</param>
/// <param name="DaysSeen">What happened on each day, oldest first.</param>
/// <param name="Gaps">What the newest restore points do not hold, the first of them.</param>
/// <param name="GapsTotal">How many gaps there are.</param>
/// <param name="Unprotected">Users in no newest restore point; null when no directory was asked.</param>
/// <param name="Notes">What a reader must know about the report itself.</param>
public sealed record BackupReport(
    DateTimeOffset CreatedAt,
    int Days,
    string? Scope,
    IReadOnlyList<ReportJob> Jobs,
    IReadOnlyList<ReportRepository> Repositories,
    IReadOnlyList<ReportObject> Objects,
    IReadOnlyList<ReportSession> Sessions,
    IReadOnlyList<ReportDay> DaysSeen,
    IReadOnlyList<ReportGap> Gaps,
    int GapsTotal,
    IReadOnlyList<UnprotectedUser>? Unprotected,
    IReadOnlyList<string> Notes);
