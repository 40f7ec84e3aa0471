using System.Globalization;
using System.Text;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Reports;

/// <summary>
/// Reports as tables (RFC 4180, UTF-8 with a byte order mark for Excel's sake). Numbers are invariant, sizes in bytes, times in UTC. What a spreadsheet would take for a formula gets an apostrophe in front.
/// </summary>
public static class ReportCsv
{
    // The second half is what spreadsheets take for the first.
    private const string FormulaStarts = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    /// <summary>The protected objects.</summary>
    public static string Objects(BackupReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        Workload[] workloads = [.. Enum.GetValues<Workload>()];
        return Write(
            ["Organization", "Kind", "Name", "Address", "Items", "Bytes", "Growth", "Gaps", "HeldAt", .. workloads.Select(w => $"{w}Bytes")],
            report.Objects.Select(o => (IEnumerable<object?>)[o.Organization, o.Kind, o.Name, o.Address, o.Items, o.Bytes, o.Growth, o.Gaps, o.HeldAt, .. workloads.Select(w => (object)o.Workloads.GetValueOrDefault(w))]));
    }

    /// <summary>The sessions.</summary>
    public static string Sessions(BackupReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Write(
            ["Job", "StartedAt", "Seconds", "Kind", "Status", "Objects", "Items", "RemovedItems", "BytesRead", "BytesWritten", "Requests", "ThrottledRequests", "ThrottledSeconds", "Gaps", "Message"],
            report.Sessions.Select(s => (IEnumerable<object?>)[
                s.Job, s.StartedAt, s.Duration?.TotalSeconds, s.Kind, s.Status, s.Statistics.ObjectsDone, s.Statistics.ItemsTransferred, s.Statistics.ItemsRemoved, s.Statistics.BytesRead, s.Statistics.BytesWritten,
                s.Statistics.Requests, s.Statistics.ThrottledRequests, s.Statistics.Throttled.TotalSeconds, s.Statistics.Gaps, s.Message]));
    }

    private static string Write(IEnumerable<string> header, IEnumerable<IEnumerable<object?>> rows)
    {
        var text = new StringBuilder().AppendJoin(',', header).Append("\r\n");
        foreach (IEnumerable<object?> row in rows)
            text.AppendJoin(',', row.Select(Field)).Append("\r\n");
        return text.ToString();
    }

    private static string Field(object? value) => value switch
    {
        null => "",
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        string text => Quoted(text),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Quoted(value.ToString()!),
    };

    // owasp.org/www-community/attacks/CSV_Injection
    private static string Quoted(string text)
    {
        string safe = text.Length > 0 && FormulaStarts.Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
        return $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
