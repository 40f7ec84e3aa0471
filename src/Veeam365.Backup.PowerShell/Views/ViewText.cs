using System.Globalization;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.PowerShell.Pipeline;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>Values as tables and lists show them (Veeam365.Format.ps1xml); objects themselves carry bytes and UTC.</summary>
public static class ViewText
{
    private const int MostNames = 3;
    private const int MostPoints = 10;

    /// <summary>Bytes for people.</summary>
    public static string Size(long bytes) => Readable.Bytes(bytes);

    /// <summary>The local time; empty for none.</summary>
    public static string Time(DateTimeOffset? time) => time?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.CurrentCulture) ?? "";

    /// <summary>The local time to the minute, for tables; empty for none.</summary>
    public static string Minute(DateTimeOffset? time) => time?.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.CurrentCulture) ?? "";

    /// <summary>The local time of day.</summary>
    public static string Clock(DateTimeOffset time) => time.ToLocalTime().ToString("HH:mm:ss", CultureInfo.CurrentCulture);

    /// <summary>How long ago, roughly ("5 min ago"); empty for none.</summary>
    public static string Ago(DateTimeOffset? time) => Ago(time, DateTimeOffset.UtcNow);

    /// <summary>A state, in the colours of $PSStyle: what went well, what wants attention, what failed, what is at work. The host leaves colours out where it shows none.</summary>
    /// <param name="status">The state.</param>
    /// <param name="style">$PSStyle; null for no colour.</param>
    public static string Status(object? status, object? style)
    {
        string text = status?.ToString() ?? "";
        string? color = text switch
        {
            "Success" or "Passed" or "Online" or "Intact" or "Repaired" or "Recovered" => Read(style, "Foreground", "Green"),
            "Warning" or "Stopped" or "Skipped" or "Inconclusive" or "Offline" or "EnteringMaintenance" or "Maintenance" or "Outdated" => Read(style, "Formatting", "Warning"),
            "Failed" or "Disconnected" or "Damaged" or "Lost" or "Missing" => Read(style, "Formatting", "Error"),
            "Running" or "Queued" or "Created" or "Added" or "Changed" => Read(style, "Foreground", "Cyan"),
            _ => null,
        };
        return color is null ? text : color + text + Read(style, "Reset");
    }

    internal static string Ago(DateTimeOffset? time, DateTimeOffset now) => (now - time) switch
    {
        null => "",
        { TotalSeconds: < 60 } => "just now",
        { TotalMinutes: < 60 } past => string.Create(CultureInfo.CurrentCulture, $"{(int)past.TotalMinutes} min ago"),
        { TotalHours: < 48 } past => string.Create(CultureInfo.CurrentCulture, $"{(int)past.TotalHours} h ago"),
        { } past => string.Create(CultureInfo.CurrentCulture, $"{(int)past.TotalDays} days ago"),
    };

    // PowerShell's own type, of a later version than the one compiled against.
    private static string? Read(object? style, params ReadOnlySpan<string> path)
    {
        object? value = style is System.Management.Automation.PSObject wrapped ? wrapped.BaseObject : style;
        foreach (string name in path)
            value = value?.GetType().GetProperty(name)?.GetValue(value);
        return value as string;
    }

    /// <summary>Hours, minutes and seconds, with tenths below a minute; empty for none.</summary>
    public static string Duration(TimeSpan? duration) => duration switch
    {
        null => "",
        { TotalMinutes: < 1 } short_ => string.Create(CultureInfo.CurrentCulture, $"{short_.TotalSeconds:0.0} s"),
        { } long_ => string.Create(CultureInfo.InvariantCulture, $"{(long)long_.TotalHours:00}:{long_.Minutes:00}:{long_.Seconds:00}"),
    };

    /// <summary>How long data is kept, e.g. "3 years".</summary>
    public static string Retention(RetentionPolicy retention)
    {
        ArgumentNullException.ThrowIfNull(retention);
        string unit = retention.Unit.ToString().ToLowerInvariant();
        return retention.Unit == RetentionUnit.Forever ? unit : string.Create(CultureInfo.CurrentCulture, $"{retention.Count} {(retention.Count == 1 ? unit[..^1] : unit)}");
    }

    /// <summary>A number of days; empty for none.</summary>
    public static string Days(int? days) => days switch
    {
        null => "",
        1 => "1 day",
        _ => string.Create(CultureInfo.CurrentCulture, $"{days} days"),
    };

    /// <summary>Restore points by job and sequence, the first few of them.</summary>
    public static string RestorePoints(IReadOnlyList<PlannedPoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        string named = string.Join(", ", points.Take(MostPoints).Select(p => string.Create(CultureInfo.CurrentCulture, $"{p.JobName} {p.Sequence}")));
        return points.Count <= MostPoints ? named : $"{named} and {points.Count - MostPoints} more";
    }

    /// <summary>What a scope holds, in a few words.</summary>
    public static string Scope(BackupScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        string names = string.Join(", ", scope.Include.Take(MostNames).Select(i => i.Name));
        string includes = scope.WholeOrganization ? "whole organization" : scope.Include.Count <= MostNames ? names : $"{names} and {scope.Include.Count - MostNames} more";
        return scope.Exclude.Count == 0 ? includes : $"{includes}, {scope.Exclude.Count} excluded";
    }
}
