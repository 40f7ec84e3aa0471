using System.Globalization;
using System.Text;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Reports;

/// <summary>
/// Reports as one page without scripts or anything from outside; its own policy (Content-Security-Policy) forbids both, so that a name which got through the encoding could do nothing either.
/// </summary>
public sealed class ReportHtml
{
    private const int MostRanked = 20;
    private const int MostSessions = 500;

    private readonly BackupReport _report;
    private readonly StringBuilder _page = new();

    private ReportHtml(BackupReport report) => _report = report;

    /// <summary>The page.</summary>
    public static string Write(BackupReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new ReportHtml(report).Write();
    }

    private string Write()
    {
        Head();
        Overview();
        Jobs();
        Sizes();
        Growth();
        Sessions();
        Throttling();
        Gaps();
        Unprotected();
        Keeping();
        _page.Append("</main>\n<footer><p>Times are UTC. Sizes are those of the content before compression, unless it says \u201cwritten\u201d.</p></footer>\n</body></html>\n");
        return _page.ToString();
    }

    private void Head()
    {
        string of = _report.Scope is null ? "" : $" of {_report.Scope}";
        _page.Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta name=\"referrer\" content=\"no-referrer\">\n")
            .Append(CultureInfo.InvariantCulture, $"<title>Backup report{HtmlText.Of(of)}, {_report.CreatedAt.UtcDateTime:yyyy-MM-dd}</title>\n<style>{ReportStyle.Css}</style></head><body>\n")
            .Append("<a class=\"skip\" href=\"#overview\">Skip to the report</a>\n")
            .Append(CultureInfo.InvariantCulture, $"<header><h1>Backup report{HtmlText.Of(of)}</h1><p class=\"muted\">Made {HtmlText.Time(_report.CreatedAt)} UTC; sessions of the last {_report.Days} days.</p></header>\n")
            .Append("<nav aria-label=\"Sections\"><ul>");
        foreach ((string id, string name) in new[] { ("overview", "Overview"), ("jobs", "Jobs"), ("sizes", "Sizes"), ("growth", "Growth"), ("sessions", "Sessions"), ("throttling", "Throttling"), ("gaps", "Gaps"), ("unprotected", "Unprotected users"), ("keeping", "Retention") })
            _page.Append(CultureInfo.InvariantCulture, $"<li><a href=\"#{id}\">{name}</a></li>");
        _page.Append("</ul></nav>\n<main>\n");
    }

    private void Overview()
    {
        Section("overview", "Overview");
        foreach (string note in _report.Notes)
            _page.Append("<p class=\"note\">").Append(HtmlText.Of(note)).Append("</p>\n");
        ReportSession[] ended = [.. _report.Sessions.Where(s => s.Duration is not null)];
        int good = ended.Count(s => s.Status == SessionStatus.Success);
        DateTimeOffset?[] verified = [.. _report.Jobs.Where(j => j.NewestPoint is not null).Select(j => j.LastVerified)];
        _page.Append("<dl class=\"tiles\">");
        Tile("Protected users", HtmlText.Count(_report.Objects.Count(o => o.Kind == ObjectKind.User)), $"and {HtmlText.Count(_report.Objects.Count(o => o.Kind != ObjectKind.User))} groups, teams and sites");
        Tile("Users without backup", _report.Unprotected is { } users ? HtmlText.Count(users.Count) : "not asked", _report.Unprotected is null ? "the directory was not asked" : $"{HtmlText.Count(_report.Unprotected.Count(u => u.IsLicensed && u.IsEnabled))} of them licensed and enabled");
        Tile("Protected data", HtmlText.Bytes(_report.Objects.Sum(o => o.Bytes)), $"{HtmlText.Count(_report.Objects.Sum(o => o.Items))} items");
        Tile("Growth", HtmlText.Change(_report.Objects.Sum(o => o.Growth)), $"in {_report.Days} days");
        Tile("Sessions with success", ended.Length == 0 ? "none ran" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * good / ended.Length:0.#} %"), $"{HtmlText.Count(good)} of {HtmlText.Count(ended.Length)}");
        Tile("Gaps", HtmlText.Count(_report.GapsTotal), "not in the newest restore points");
        Tile("Last verified", verified.Length == 0 || verified.Contains(null) ? "not all yet" : $"{verified.Min():yyyy-MM-dd}", "the oldest of the newest restore points");
        _page.Append("</dl></section>\n");
    }

    private void Tile(string name, string value, string more) =>
        _page.Append(CultureInfo.InvariantCulture, $"<div><dt>{HtmlText.Of(name)}</dt><dd>{HtmlText.Of(value)}<small>{HtmlText.Of(more)}</small></dd></div>\n");

    private void Jobs()
    {
        Section("jobs", "Jobs");
        HtmlTable.Append(_page, "Jobs, their schedules and restore points", ["Job", "Organization", "Repository", "Last session", "Newest restore point", "Restore points#", "Schedule", "Next start"], _report.Jobs.Select(j => new[]
        {
            HtmlText.Name(j.Name) + (j.IsEnabled ? "" : " (disabled)"), HtmlText.Name(j.Organization), HtmlText.Name(j.Repository), Status(j.LastStatus), HtmlText.Time(j.NewestPoint), HtmlText.Count(j.RestorePoints),
            j.Schedule is null ? "none" : Long(j.Schedule), HtmlText.Time(j.NextStart),
        }));
        End();
    }

    private void Sizes()
    {
        Section("sizes", "Sizes");
        _page.Append("<h3>The largest</h3>\n");
        _page.Append(SvgChart.Ranking($"The {MostRanked} largest protected objects", "Their sizes stand in the table below.", [.. _report.Objects.Take(MostRanked).Select(o => (o.Address ?? o.Name, (double)o.Bytes))], HtmlText.Bytes));
        _page.Append("<h3>All protected objects</h3>\n");
        HtmlTable.Append(_page, $"{HtmlText.Count(_report.Objects.Count)} protected objects, the largest first", ["Object", "Address", "Kind", "Size#", "Mail#", "Files#", "Other#", $"Growth in {_report.Days} days#", "Items#", "Gaps#", "Restore point"], _report.Objects.Select(ObjectRow));
        End();
    }

    private static string[] ObjectRow(ReportObject o)
    {
        long mail = Of(o, Workload.Mailbox) + Of(o, Workload.ArchiveMailbox) + Of(o, Workload.GroupMailbox);
        long files = Of(o, Workload.OneDrive) + Of(o, Workload.Site);
        return
        [
            HtmlText.Name(o.Name), o.Address is null ? "" : HtmlText.Name(o.Address), o.Kind.ToString(), HtmlText.Bytes(o.Bytes), HtmlText.Bytes(mail), HtmlText.Bytes(files), HtmlText.Bytes(o.Bytes - mail - files),
            HtmlText.Change(o.Growth), HtmlText.Count(o.Items), o.Gaps == 0 ? "0" : $"<span class=\"warn status\">{HtmlText.Count(o.Gaps)}</span>", HtmlText.Time(o.HeldAt),
        ];
    }

    private static long Of(ReportObject o, Workload workload) => o.Workloads.GetValueOrDefault(workload);

    private void Growth()
    {
        Section("growth", "Growth");
        string[] labels = DayLabels();
        ReportDay? first = _report.DaysSeen.Count > 0 ? _report.DaysSeen[0] : null;
        ReportDay? last = _report.DaysSeen.Count > 0 ? _report.DaysSeen[^1] : null;
        _page.Append("<h3>Protected data</h3>\n").Append(SvgChart.Line(
            "Protected data at the end of each day", $"From {HtmlText.Bytes(first?.BytesHeld ?? 0)} to {HtmlText.Bytes(last?.BytesHeld ?? 0)}.", labels, [.. _report.DaysSeen.Select(d => (double)d.BytesHeld)], HtmlText.Bytes));
        _page.Append("<h3>Written to repositories</h3>\n").Append(SvgChart.Bars(
            "Written to repositories on each day", $"{HtmlText.Bytes(_report.DaysSeen.Sum(d => d.BytesWritten))} in all, after deduplication and compression.", labels,
            [("bar", "written", [.. _report.DaysSeen.Select(d => (double)d.BytesWritten)])], HtmlText.Bytes));
        Figures("The days in figures", ["Day", "Protected#", "Read#", "Written#"], _report.DaysSeen.Select(d => new[] { Day(d), HtmlText.Bytes(d.BytesHeld), HtmlText.Bytes(d.BytesRead), HtmlText.Bytes(d.BytesWritten) }));
        End();
    }

    private void Sessions()
    {
        Section("sessions", "Sessions");
        string[] labels = DayLabels();
        _page.Append("<ul class=\"key\"><li class=\"good\">\u25A0 Success</li><li class=\"warn\">\u25A0 Warning or stopped</li><li class=\"bad\">\u25A0 Failed or disconnected</li></ul>\n").Append(SvgChart.Bars(
            "Sessions on each day by how they ended",
            $"{_report.DaysSeen.Sum(d => d.Good)} with success, {_report.DaysSeen.Sum(d => d.Warned)} with warnings or stopped, {_report.DaysSeen.Sum(d => d.Failed)} failed.", labels,
            [("good", "with success", Of(d => d.Good)), ("warn", "with warnings", Of(d => d.Warned)), ("bad", "failed", Of(d => d.Failed))], v => v.ToString("0.#", CultureInfo.InvariantCulture)));
        string shown = _report.Sessions.Count > MostSessions ? $"The newest {MostSessions} of {HtmlText.Count(_report.Sessions.Count)} sessions" : "Sessions, the newest first";
        HtmlTable.Append(_page, shown, ["Job", "Started", "Status", "Kind", "Duration#", "Objects#", "Items#", "Read#", "Read a second#", "Items a second#", "Written#", "Message"], _report.Sessions.Take(MostSessions).Select(SessionRow));
        End();
    }

    private static string[] SessionRow(ReportSession s) =>
    [
        HtmlText.Name(s.Job), HtmlText.Time(s.StartedAt), Status(s.Status), s.Kind?.ToString() ?? "", HtmlText.Duration(s.Duration), HtmlText.Count(s.Statistics.ObjectsDone), HtmlText.Count(s.Statistics.ItemsTransferred),
        HtmlText.Bytes(s.Statistics.BytesRead), s.BytesPerSecond is { } rate ? HtmlText.Bytes(rate) : "", s.ItemsPerSecond is { } items ? items.ToString("N1", CultureInfo.InvariantCulture) : "", HtmlText.Bytes(s.Statistics.BytesWritten), Long(s.Message),
    ];

    private void Throttling()
    {
        Section("throttling", "Throttling");
        ReportDay[] throttled = [.. _report.DaysSeen.Where(d => d.ThrottledRequests > 0)];
        if (throttled.Length == 0)
            _page.Append("<p>Microsoft 365 has not asked any session of these days to wait.</p>\n");
        else
        {
            double minutes = _report.DaysSeen.Sum(d => d.Throttled.TotalMinutes);
            _page.Append("<p>The time that requests waited because the service asked for it, added up over all requests that waited side by side.</p>\n").Append(SvgChart.Bars(
                "Minutes of waiting on each day", string.Create(CultureInfo.InvariantCulture, $"{minutes:0.#} minutes in all, {_report.DaysSeen.Sum(d => d.ThrottledRequests):N0} requests."), DayLabels(),
                [("warn", "of waiting", Of(d => d.Throttled.TotalMinutes))], v => string.Create(CultureInfo.InvariantCulture, $"{v:0.##} min")));
            Figures("Days with throttling", ["Day", "Requests#", "Waited#"], throttled.Select(d => new[] { Day(d), HtmlText.Count(d.ThrottledRequests), HtmlText.Duration(d.Throttled) }));
        }
        End();
    }

    private void Gaps()
    {
        Section("gaps", "Gaps");
        if (_report.GapsTotal == 0)
            _page.Append("<p class=\"good\">The newest restore points hold everything in their scopes.</p>\n");
        else
        {
            _page.Append("<p>What the newest restore points do not hold; each session tries again. <code>Get-BackupGap</code> lists all of them, with what to do.</p>\n");
            HtmlTable.Append(_page, $"{HtmlText.Count(_report.Gaps.Count)} of {HtmlText.Count(_report.GapsTotal)} gaps", ["Object", "Workload", "Item", "Reason", "Since", "Job", "More"], _report.Gaps.Select(g => new[]
            {
                HtmlText.Name(g.Object), g.Workload.ToString(), HtmlText.Name(g.Name), g.Reason.ToString(), HtmlText.Time(g.Since), HtmlText.Name(g.Job), Long(g.Message),
            }));
        }
        End();
    }

    private void Unprotected()
    {
        Section("unprotected", "Unprotected users");
        if (_report.Unprotected is not { } users)
            _page.Append("<p>The directory was not asked who is there.</p>\n");
        else if (users.Count == 0)
            _page.Append("<p class=\"good\">Every user of the directory is in a newest restore point.</p>\n");
        else
        {
            HtmlTable.Append(_page, $"{HtmlText.Count(users.Count)} users who are in no newest restore point", ["User", "Address", "Organization", "Sign-in", "Licence", "Guest"], users.Select(u => new[]
            {
                HtmlText.Name(u.Name), u.Address is null ? "" : HtmlText.Name(u.Address), HtmlText.Name(u.Organization), u.IsEnabled ? "allowed" : "blocked", u.IsLicensed ? "yes" : "none", u.IsGuest ? "yes" : "no",
            }));
        }
        End();
    }

    private void Keeping()
    {
        Section("keeping", "Retention, immutability, verification");
        HtmlTable.Append(_page, "Repositories", ["Repository", "Place", "Encrypted", "Retention", "Immutability", "Last verified"], _report.Repositories.Select(r => new[]
        {
            HtmlText.Name(r.Name), HtmlText.Name(r.Place), r.IsEncrypted ? "yes" : "no", HtmlText.Of(r.Retention), r.Immutability is null ? "none" : HtmlText.Of(r.Immutability), HtmlText.Time(r.LastVerified),
        }));
        HtmlTable.Append(_page, "Restore points of the jobs", ["Job", "Oldest", "Newest", "Newest immutable until", "Newest last verified"], _report.Jobs.Select(j => new[]
        {
            HtmlText.Name(j.Name), HtmlText.Time(j.OldestPoint), HtmlText.Time(j.NewestPoint), HtmlText.Time(j.ImmutableUntil), HtmlText.Time(j.LastVerified),
        }));
        End();
    }

    private void Figures(string summary, string[] columns, IEnumerable<string[]> rows)
    {
        _page.Append("<details><summary>").Append(HtmlText.Of(summary)).Append("</summary>\n");
        HtmlTable.Append(_page, summary, columns, rows);
        _page.Append("</details>\n");
    }

    private void Section(string id, string name) => _page.Append(CultureInfo.InvariantCulture, $"<section id=\"{id}\" aria-labelledby=\"{id}-h\"><h2 id=\"{id}-h\">{HtmlText.Of(name)}</h2>\n");

    private void End() => _page.Append("</section>\n");

    private double[] Of(Func<ReportDay, double> value) => [.. _report.DaysSeen.Select(value)];

    private string[] DayLabels() => [.. _report.DaysSeen.Select(d => d.Day.ToString("MM-dd", CultureInfo.InvariantCulture))];

    private static string Day(ReportDay day) => day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Words that need room to be read.</summary>
    private static string Long(string? text) => string.IsNullOrEmpty(text) ? "" : $"<div class=\"long\">{HtmlText.Of(text)}</div>";

    /// <summary>Never by colour alone: the word says it.</summary>
    private static string Status(SessionStatus? status) => status switch
    {
        null => "never ran",
        SessionStatus.Success => "<span class=\"good status\">Success</span>",
        SessionStatus.Failed or SessionStatus.Disconnected => $"<span class=\"bad status\">{status}</span>",
        SessionStatus.Warning or SessionStatus.Stopped => $"<span class=\"warn status\">{status}</span>",
        _ => status.ToString()!,
    };
}
