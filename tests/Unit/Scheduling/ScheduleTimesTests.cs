using System.Globalization;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Tests.Scheduling;

/// <summary>Times in zones with daylight saving: Berlin springs from 02:00 to 03:00 on 2026-03-29 and back from 03:00 to 02:00 on 2026-10-25.</summary>
public sealed class ScheduleTimesTests
{
    [Theory]
    [InlineData("22:00", "2026-01-10T12:00Z", "2026-01-10T21:00Z")]
    [InlineData("22:00", "2026-07-10T12:00Z", "2026-07-10T20:00Z")]
    [InlineData("22:00", "2026-07-10T20:00Z", "2026-07-11T20:00Z")]
    [InlineData("02:30", "2026-03-28T12:00Z", "2026-03-29T01:00Z")] // skipped: the moment after the gap, 03:00
    [InlineData("02:30", "2026-03-29T01:00Z", "2026-03-30T00:30Z")]
    [InlineData("02:30", "2026-10-24T12:00Z", "2026-10-25T00:30Z")] // shown twice: the first of the two
    [InlineData("02:30", "2026-10-25T00:30Z", "2026-10-26T01:30Z")] // and not the second
    public void A_time_of_day_follows_the_clocks_of_its_zone(string at, string after, string next) =>
        Assert.Equal(Utc(next), new ScheduleTimes(Daily(at)).Next(Utc(after)));

    [Fact]
    public void Every_day_of_three_years_has_exactly_one_time()
    {
        var times = new ScheduleTimes(Daily("02:30"));
        DateTimeOffset time = Utc("2025-12-31T12:00Z");
        for (int day = 0; day < 3 * 365; day++)
        {
            DateTimeOffset next = times.Next(time);
            Assert.InRange(next - time, TimeSpan.FromHours(12), TimeSpan.FromHours(25));
            Assert.Equal(next, times.Last(next));
            Assert.Equal(next, times.Last(next.AddHours(20)));
            time = next;
        }

        Assert.Equal(new DateOnly(2028, 12, 30), DateOnly.FromDateTime(time.UtcDateTime));
    }

    [Theory]
    [InlineData("2026-03-29", 23)]
    [InlineData("2026-10-25", 25)]
    [InlineData("2026-10-26", 24)]
    public void Periods_are_time_that_passes(string day, int hours)
    {
        var times = new ScheduleTimes(new JobSchedule { Kind = ScheduleKind.Periodic, Every = TimeSpan.FromMinutes(30), TimeZone = "Europe/Berlin" });
        DateTimeOffset midnight = new(DateTime.Parse(day, CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin").GetUtcOffset(DateTime.Parse(day, CultureInfo.InvariantCulture)));
        var found = new List<DateTimeOffset>();
        for (DateTimeOffset time = times.Next(midnight.AddTicks(-1)); time < midnight.AddHours(hours); time = times.Next(time))
            found.Add(time);

        Assert.Equal(hours * 2, found.Count);
        Assert.All(found.Zip(found.Skip(1)), pair => Assert.Equal(TimeSpan.FromMinutes(30), pair.Second - pair.First));
    }

    [Fact]
    public void A_period_that_does_not_divide_the_day_begins_anew_at_midnight()
    {
        var times = new ScheduleTimes(new JobSchedule { Kind = ScheduleKind.Periodic, Every = TimeSpan.FromHours(7), TimeZone = "UTC" });

        Assert.Equal(Utc("2026-05-02T21:00Z"), times.Next(Utc("2026-05-02T14:00Z")));
        Assert.Equal(Utc("2026-05-03T00:00Z"), times.Next(Utc("2026-05-02T21:00Z")));
    }

    [Fact]
    public void Days_are_those_of_the_zone()
    {
        // Friday 23:30 in UTC is Saturday in Berlin.
        var times = new ScheduleTimes(Daily("01:30") with { Days = ScheduleDays.Saturday });

        Assert.Equal(Utc("2026-05-01T23:30Z"), times.Next(Utc("2026-04-28T00:00Z")));
        Assert.Equal(Utc("2026-05-08T23:30Z"), times.Next(Utc("2026-05-01T23:30Z")));
    }

    [Fact]
    public void A_day_that_a_zone_skips_does_not_disturb()
    {
        // Samoa had no 2011-12-30.
        var times = new ScheduleTimes(Daily("12:00") with { TimeZone = "Pacific/Apia" });

        Assert.Equal(Utc("2011-12-29T22:00Z"), times.Next(Utc("2011-12-29T00:00Z")));
        Assert.True(times.Next(Utc("2011-12-30T12:00Z")) <= Utc("2011-12-30T22:00Z"));
    }

    [Theory]
    [InlineData("2026-03-27T22:00Z", "2026-03-28T05:00Z")] // Friday night: until 06:00 CET
    [InlineData("2026-03-28T22:00Z", "2026-03-29T04:00Z")] // the night in which the clocks spring: an hour shorter
    [InlineData("2026-10-24T22:00Z", "2026-10-25T05:00Z")] // the night in which they go back: an hour longer
    public void A_window_goes_by_what_the_clocks_show(string from, string closes)
    {
        var times = new ScheduleTimes(Daily("22:00") with { Window = BackupWindowText.Parse(["20-06"]) });

        Assert.True(times.IsPermitted(Utc(from)));
        Assert.Equal(Utc(closes), times.Closes(Utc(from)));
        Assert.Equal(Utc(from), times.Opens(Utc(from)));
    }

    [Fact]
    public void A_window_that_is_always_open_never_closes() => Assert.Null(new ScheduleTimes(Daily("22:00")).Closes(Utc("2026-03-28T22:00Z")));

    internal static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    internal static JobSchedule Daily(string at) => new() { Kind = ScheduleKind.Daily, At = TimeOnly.Parse(at, CultureInfo.InvariantCulture), TimeZone = "Europe/Berlin" };
}
