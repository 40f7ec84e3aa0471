namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>The words of EWS as Microsoft Graph writes them.</summary>
internal static class Words
{
    /// <summary>With a small letter at its beginning: NotFlagged is notFlagged.</summary>
    public static string? Lower(string? word) => string.IsNullOrEmpty(word) ? word : char.ToLowerInvariant(word[0]) + word[1..];

    public static string Response(string? response) => response switch
    {
        "Organizer" => "organizer",
        "Tentative" => "tentativelyAccepted",
        "Accept" => "accepted",
        "Decline" => "declined",
        "NoResponseReceived" => "notResponded",
        _ => "none",
    };

    public static string ShowAs(string? status) => status switch
    {
        "Free" => "free",
        "Tentative" => "tentative",
        "OOF" => "oof",
        "WorkingElsewhere" => "workingElsewhere",
        "NoData" => "unknown",
        _ => "busy",
    };

    public static string EventType(string? type) => type switch
    {
        "RecurringMaster" => "seriesMaster",
        "Exception" => "exception",
        "Occurrence" => "occurrence",
        _ => "singleInstance",
    };

    public static string Pattern(string element) => element switch
    {
        "WeeklyRecurrence" => "weekly",
        "AbsoluteMonthlyRecurrence" => "absoluteMonthly",
        "RelativeMonthlyRecurrence" => "relativeMonthly",
        "AbsoluteYearlyRecurrence" => "absoluteYearly",
        "RelativeYearlyRecurrence" => "relativeYearly",
        _ => "daily",
    };

    /// <summary>Days as they are: weekday, weekend day and day stand for several.</summary>
    public static IEnumerable<string> Days(string? days) => (days ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(d => d switch
    {
        "Weekday" => ["monday", "tuesday", "wednesday", "thursday", "friday"],
        "WeekendDay" => ["saturday", "sunday"],
        "Day" => ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"],
        _ => (string[])[Lower(d)!],
    });

    /// <summary>1 to 12; 0 for none.</summary>
    public static int Month(string? name) => Array.FindIndex(System.Globalization.CultureInfo.InvariantCulture.DateTimeFormat.MonthNames, m => m.Length > 0 && m.Equals(name, StringComparison.OrdinalIgnoreCase)) + 1;
}
