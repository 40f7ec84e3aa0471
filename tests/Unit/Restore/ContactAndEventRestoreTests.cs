using System.Text.Json.Nodes;
using Veeam365.Backup.Core.Sources;
using Veeam365.Backup.Tests.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Restore;

/// <summary>Getting contacts and events back.</summary>
public sealed class ContactAndEventRestoreTests
{
    [Fact]
    public async Task Contacts_are_as_they_were_again_photo_and_all()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(FillContacts);
        SimulatedContacts contacts = world.Anna.Contacts;
        string Id(string name) => contacts.Snapshot().Items.First(i => (string?)i.Json["displayName"] == name).Id;
        contacts.Delete(Id("Photo"), hard: true);
        contacts.Delete(Id("Plain"));
        contacts.Update(Id("Changed"), new JsonObject { ["companyName"] = "Other", ["jobTitle"] = "added" });
        contacts.DeleteFolder("Friends");

        await world.RestoreWellAsync(CollisionRule.Replace);
        await world.RestoreWellAsync();

        Assert.Equal(TargetTruth.Items(world.Truth.User(RestoreWorld.User).Contacts!), TargetTruth.Items(contacts.Snapshot()));
    }

    [Fact]
    public async Task Events_are_as_they_were_again_series_exceptions_and_attachments()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(FillCalendar);
        SimulatedCalendar calendar = world.Anna.Calendar;
        string Id(string subject) => calendar.Snapshot().Items.First(i => (string?)i.Json["subject"] == subject).Id;
        calendar.Delete(Id("Series"), hard: true);
        calendar.Delete(Id("Single"));
        calendar.Update(Id("Changed"), new JsonObject { ["subject"] = "other" });
        calendar.DeleteFolder("Team");

        await world.RestoreWellAsync(CollisionRule.Replace);
        await world.RestoreWellAsync();

        Assert.Equal(TargetTruth.Items(world.Truth.User(RestoreWorld.User).Calendar!), TargetTruth.Items(calendar.Snapshot()));
    }

    [Fact]
    public async Task Restoring_a_meeting_sends_nobody_an_invitation_unless_that_is_wanted()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(anna => anna.Calendar.Add(Meeting()));
        world.Anna.Calendar.Delete(world.Anna.Calendar.Snapshot().Items.Single().Id, hard: true);

        RestoreOutcome silent = await world.RestoreWellAsync();
        int sentSilently = world.Anna.Calendar.MeetingMessagesSent;
        world.Anna.Calendar.Delete(world.Anna.Calendar.Snapshot().Items.Single().Id, hard: true);
        await world.RestoreAsync(world.Request() with { IncludeAttendees = true });

        Assert.Equal(0, sentSilently);
        Assert.Contains("attendees", silent.Items.Single().Result!.Note, StringComparison.Ordinal);
        Assert.Equal(1, world.Anna.Calendar.MeetingMessagesSent);
    }

    [Fact]
    public async Task A_restore_that_broke_off_between_an_event_and_its_attachment_makes_it_whole_the_next_time()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(FillCalendar);
        SimulatedCalendar calendar = world.Anna.Calendar;
        foreach (ItemTruth item in calendar.Snapshot().Items)
            calendar.Delete(item.Id, hard: true);
        world.Simulator.Faults.Add(new FaultRule { Method = "POST", Path = "/attachments", StatusCode = 400, Count = null });

        await world.RestoreAsync(world.Request());
        world.Simulator.Faults.Clear();
        await world.RestoreWellAsync();

        Assert.Equal(TargetTruth.Items(world.Truth.User(RestoreWorld.User).Calendar!), TargetTruth.Items(calendar.Snapshot()));
    }

    [Fact]
    public async Task An_occurrence_whose_change_was_applied_is_looked_at_before_it_is_changed_again()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(FillCalendar, new GraphSimulatorOptions { KeepRequestLines = 10_000 });
        SimulatedCalendar calendar = world.Anna.Calendar;
        calendar.Delete(calendar.Snapshot().Items.First(i => (string?)i.Json["subject"] == "Series").Id, hard: true);
        // Applied, and the answer is lost: the first PATCH is that of the occurrence.
        world.Simulator.Faults.Add(new FaultRule { Kind = FaultKind.TruncatedBody, Method = "PATCH", Path = "events", Count = 1 });

        await world.RestoreWellAsync();

        Assert.Equal(TargetTruth.Items(world.Truth.User(RestoreWorld.User).Calendar!), TargetTruth.Items(calendar.Snapshot()));
        Assert.Equal(2, world.Simulator.Log.Lines.Count(l => l.Method == "PATCH"));
    }

    internal static void FillContacts(SimulatedUser anna)
    {
        SimulatedContacts contacts = anna.Contacts;
        string friends = contacts.AddFolder("Friends", "Contacts");
        contacts.Add("Plain");
        contacts.Add("Photo", photo: MailRestoreTests.Bytes(70_000, 3));
        contacts.Add(new JsonObject { ["displayName"] = "Changed", ["companyName"] = "Fish & Co", ["categories"] = new JsonArray("Red"), ["businessPhones"] = new JsonArray("1", "2") });
        contacts.Add("Friend", friends, MailRestoreTests.Bytes(10, 4));
    }

    internal static void FillCalendar(SimulatedUser anna)
    {
        SimulatedCalendar calendar = anna.Calendar;
        string series = calendar.Add(CalendarChanges.Series("Series"));
        var monday = new DateTimeOffset(2026, 3, 9, 9, 0, 0, TimeSpan.Zero);
        string exception = calendar.ChangeOccurrence(series, monday, new JsonObject { ["subject"] = "Moved", ["start"] = CalendarChanges.Time("2026-03-09T11:00:00.0000000"), ["end"] = CalendarChanges.Time("2026-03-09T12:00:00.0000000") });
        calendar.CancelOccurrence(series, new DateOnly(2026, 3, 16));
        calendar.AddAttachment(series, new SimulatedAttachment("agenda.txt") { Content = MailRestoreTests.Bytes(1000, 5), ContentType = "text/plain" });
        calendar.AddAttachment(exception, new SimulatedAttachment("large.bin") { Content = MailRestoreTests.Bytes(4_000_000, 6) });
        calendar.Add("Single");
        calendar.Add("Changed");
        calendar.Add("In it", calendar.AddFolder("Team"));
    }

    private static JsonObject Meeting() => new()
    {
        ["subject"] = "Meeting",
        ["start"] = CalendarChanges.Time("2026-03-02T09:00:00.0000000"),
        ["end"] = CalendarChanges.Time("2026-03-02T10:00:00.0000000"),
        ["attendees"] = new JsonArray(new JsonObject { ["type"] = "required", ["emailAddress"] = new JsonObject { ["name"] = "Bert", ["address"] = "bert@contoso.example" } }),
    };
}
