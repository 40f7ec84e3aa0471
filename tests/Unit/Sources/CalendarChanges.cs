using System.Globalization;
using System.Text.Json.Nodes;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

/// <summary>Does to calendars what their owner might.</summary>
internal static class CalendarChanges
{
    public static void Make(SimulatedCalendar calendar, Random random, int count)
    {
        for (var i = 0; i < count; i++)
            MakeOne(calendar, random);
    }

    /// <summary>A series of ten Mondays from 2 March 2026 on, at nine o'clock.</summary>
    public static JsonObject Series(string subject) => new()
    {
        ["subject"] = subject,
        ["start"] = Time("2026-03-02T09:00:00.0000000"),
        ["end"] = Time("2026-03-02T10:00:00.0000000"),
        ["recurrence"] = new JsonObject
        {
            ["pattern"] = new JsonObject { ["type"] = "weekly", ["interval"] = 1, ["daysOfWeek"] = new JsonArray("monday"), ["firstDayOfWeek"] = "sunday" },
            ["range"] = new JsonObject { ["type"] = "numbered", ["startDate"] = "2026-03-02", ["endDate"] = "0001-01-01", ["recurrenceTimeZone"] = "UTC", ["numberOfOccurrences"] = 10 },
        },
    };

    public static JsonObject Time(string time, string zone = "UTC") => new() { ["dateTime"] = time, ["timeZone"] = zone };

    /// <summary>True for an occurrence that nobody changed or took out: Outlook knows no other that can be.</summary>
    private static bool IsPlain(ItemTruth series, DateTimeOffset start) =>
        !series.Exceptions.Any(e => ((string)e.Json["originalStart"]!).StartsWith(start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), StringComparison.Ordinal))
        && (series.Json["cancelledOccurrences"] as JsonArray)?.Any(c => ((string)c!).EndsWith(start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), StringComparison.Ordinal)) is not true;

    private static void MakeOne(SimulatedCalendar calendar, Random random)
    {
        ItemsSnapshot now = calendar.Snapshot();
        string folder = now.Folders[random.Next(now.Folders.Count)].Id;
        ItemFolderTruth[] own = [.. now.Folders.Where(f => f.Id != calendar.DefaultFolderId)];
        ItemTruth? item = now.Items.Count == 0 ? null : now.Items[random.Next(now.Items.Count)];
        ItemTruth? series = now.Items.FirstOrDefault(i => (string?)i.Json["type"] == "seriesMaster");
        var monday = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero).AddDays(7 * random.Next(10));
        switch (random.Next(15))
        {
            case 0 when own.Length < 4:
                calendar.AddFolder($"C{random.Next(1000)}");
                break;
            case 1 when own.Length > 0:
                calendar.RenameFolder(own[random.Next(own.Length)].Id, $"C{random.Next(1000)}");
                break;
            case 2 when own.Length > 0:
                calendar.DeleteFolder(own[random.Next(own.Length)].Id);
                break;
            case 3 when item is not null:
                calendar.Move(item.Id, folder);
                break;
            case 4 when item is not null:
                calendar.Delete(item.Id, random.Next(2) == 0);
                break;
            case 5 or 6 when series is not null && IsPlain(series, monday):
                calendar.ChangeOccurrence(series.Id, monday, new JsonObject { ["subject"] = $"Other {random.Next(100)}" });
                break;
            case 7 when series is not null && IsPlain(series, monday):
                calendar.CancelOccurrence(series.Id, DateOnly.FromDateTime(monday.Date));
                break;
            case 8 when series is { Exceptions.Count: > 0 }:
                Attach(calendar, series.Exceptions[random.Next(series.Exceptions.Count)].Id, random);
                break;
            case 9 when item is not null:
                Attach(calendar, item.Id, random);
                break;
            case 10 when item is not null:
                calendar.Update(item.Id, new JsonObject { ["categories"] = new JsonArray("Busy"), ["subject"] = string.Create(CultureInfo.InvariantCulture, $"Date {random.Next(1000)}") });
                break;
            case 11 or 12:
                calendar.Add(Series($"Series {random.Next(1000)}"), folder);
                break;
            default:
                calendar.Add($"Date {random.Next(1000)}", folder);
                break;
        }
    }

    private static void Attach(SimulatedCalendar calendar, string id, Random random)
    {
        var bytes = new byte[random.Next(0, 5000)];
        random.NextBytes(bytes);
        calendar.AddAttachment(id, random.Next(4) switch
        {
            0 => new SimulatedAttachment("link") { Url = "https://contoso.example/x" },
            1 => new SimulatedAttachment("item") { Item = new JsonObject { ["subject"] = "attached" } },
            _ => new SimulatedAttachment($"file {random.Next(100)}.bin") { Content = bytes },
        });
    }
}
