using System.Text;
using System.Text.Json.Nodes;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Tests.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sessions;

/// <summary>What contacts and events look like to other programs.</summary>
public sealed class ItemExportTests
{
    private const string User = "user0@contoso.example";

    [Fact]
    public async Task A_contact_becomes_a_card_with_everything_that_cards_know()
    {
        var contact = new JsonObject
        {
            ["displayName"] = "Dr. Zoë O'Neil",
            ["givenName"] = "Zoë",
            ["surname"] = "O'Neil; Smith",
            ["title"] = "Dr.",
            ["companyName"] = "Fish, Chips & Co",
            ["department"] = "R\\D",
            ["birthday"] = "1974-07-22T11:59:00Z",
            ["businessPhones"] = new JsonArray("+1 555 1", "+1 555 2"),
            ["mobilePhone"] = "+1 555 3",
            ["emailAddresses"] = new JsonArray(new JsonObject { ["name"] = "Z", ["address"] = "zoe@contoso.example" }),
            ["businessAddress"] = new JsonObject { ["street"] = "1 High St\r\nFloor 2", ["city"] = "Bath", ["postalCode"] = "BA1", ["countryOrRegion"] = "UK" },
            ["categories"] = new JsonArray("Red, dark", "Blue"),
            ["personalNotes"] = "Line 1\nLine 2" + new string('ü', 100),
        };
        byte[] photo = [0x89, (byte)'P', (byte)'N', (byte)'G', .. Enumerable.Range(0, 70_000).Select(i => (byte)i)];

        (string path, string raw) = await ExportContactAsync(contact, photo);

        Assert.EndsWith(Path.Combine("Contacts", "Contacts", "Dr. Zoë O'Neil.vcf"), path, StringComparison.Ordinal);
        Assert.All(raw.Split("\r\n"), line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        List<string> lines = Unfold(raw);
        Assert.Equal(("BEGIN:VCARD", "VERSION:3.0", "END:VCARD"), (lines[0], lines[1], lines[^1]));
        Assert.Contains("N:O'Neil\\; Smith;Zoë;;Dr.;", lines);
        Assert.Contains("FN:Dr. Zoë O'Neil", lines);
        Assert.Contains("ORG:Fish\\, Chips & Co;R\\\\D", lines);
        Assert.Contains("BDAY:1974-07-22", lines);
        Assert.Contains("EMAIL;TYPE=INTERNET,PREF:zoe@contoso.example", lines);
        Assert.Contains("TEL;TYPE=WORK,VOICE:+1 555 2", lines);
        Assert.Contains("ADR;TYPE=WORK:;;1 High St\\nFloor 2;Bath;;BA1;UK", lines);
        Assert.Contains("CATEGORIES:Red\\, dark,Blue", lines);
        Assert.Contains("NOTE:Line 1\\nLine 2" + new string('ü', 100), lines);
        Assert.Equal(photo, Convert.FromBase64String(lines.Single(l => l.StartsWith("PHOTO;ENCODING=b;TYPE=PNG:", StringComparison.Ordinal)).Split(':')[1]));
    }

    [Fact]
    public async Task Hostile_values_stay_within_their_lines()
    {
        var contact = new JsonObject
        {
            ["displayName"] = "x\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:evil\u2028\u0000",
            ["businessHomePage"] = "http://x\r\nNOTE:evil",
            ["nickName"] = "a\"contentBytes\":\"b",
            ["personalNotes"] = "\\",
            ["mobilePhone"] = 5,
            ["children"] = "none",
        };

        (string path, string raw) = await ExportContactAsync(contact, null);

        List<string> lines = Unfold(raw);
        Assert.Single(lines, "END:VCARD");
        Assert.Single(lines, l => l.StartsWith("FN", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.StartsWith("NOTE:evil", StringComparison.Ordinal));
        Assert.Contains("NOTE:\\\\", lines);
        Assert.Contains("NICKNAME:a\"contentBytes\":\"b", lines);
        Assert.DoesNotContain('\n', Path.GetFileName(path));
    }

    [Fact]
    public async Task A_series_becomes_a_calendar_file_that_keeps_its_time_of_day_over_summer_time()
    {
        JsonObject series = CalendarChanges.Series("Jour fixe, weekly");
        // Nine o'clock in Berlin, before and after 29 March 2026.
        series["start"] = CalendarChanges.Time("2026-03-02T08:00:00.0000000");
        series["end"] = CalendarChanges.Time("2026-03-02T09:00:00.0000000");
        series["originalStartTimeZone"] = "W. Europe Standard Time";
        series["recurrence"]!["range"]!["recurrenceTimeZone"] = "W. Europe Standard Time";
        series["recurrence"]!["range"]!["type"] = "endDate";
        series["recurrence"]!["range"]!["endDate"] = "2026-05-04";
        series["body"] = new JsonObject { ["contentType"] = "html", ["content"] = "<html><head><style>x{}</style></head><body><p>Agenda:</p><br>1 &amp; 2; 3</body></html>" };
        series["location"] = new JsonObject { ["displayName"] = "Room 1; left" };
        series["organizer"] = new JsonObject { ["emailAddress"] = new JsonObject { ["name"] = "Anna \"A\" B", ["address"] = "anna@contoso.example" } };
        series["attendees"] = new JsonArray(new JsonObject
        {
            ["type"] = "optional",
            ["status"] = new JsonObject { ["response"] = "declined", ["time"] = "0001-01-01T00:00:00Z" },
            ["emailAddress"] = new JsonObject { ["name"] = "Bernd", ["address"] = "bernd@contoso.example\r\nX-EVIL:1" },
        });
        series["isReminderOn"] = true;
        series["reminderMinutesBeforeStart"] = 15;
        series["sensitivity"] = "private";
        byte[] file = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 3))];

        List<string> lines = await ExportEventAsync(calendar =>
        {
            string id = calendar.Add(series);
            calendar.ChangeOccurrence(id, new DateTimeOffset(2026, 4, 6, 7, 0, 0, TimeSpan.Zero), new JsonObject
            {
                ["subject"] = "Moved",
                ["start"] = CalendarChanges.Time("2026-04-07T12:00:00.0000000"),
                ["end"] = CalendarChanges.Time("2026-04-07T13:00:00.0000000"),
            });
            calendar.CancelOccurrence(id, new DateOnly(2026, 4, 13));
            calendar.AddAttachment(id, new SimulatedAttachment("pl\"an\r\n.bin") { Content = file });
        });

        Assert.Equal(("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR"), (lines[0], lines[1], lines[^1]));
        Assert.Equal(2, lines.Count(l => l == "BEGIN:VEVENT"));
        string zone = lines.SkipWhile(l => l != "BEGIN:VTIMEZONE").TakeWhile(l => l != "END:VTIMEZONE").Aggregate((a, b) => a + "|" + b);
        Assert.Contains("TZID:Europe/Berlin", zone, StringComparison.Ordinal);
        Assert.Contains("BEGIN:DAYLIGHT|DTSTART:20250330T020000|RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU|TZOFFSETFROM:+0100|TZOFFSETTO:+0200|END:DAYLIGHT", zone, StringComparison.Ordinal);
        Assert.Contains("BEGIN:STANDARD|DTSTART:20251026T030000|RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU|TZOFFSETFROM:+0200|TZOFFSETTO:+0100|END:STANDARD", zone, StringComparison.Ordinal);
        Assert.Contains("DTSTART;TZID=Europe/Berlin:20260302T090000", lines);
        Assert.Contains("RRULE:FREQ=WEEKLY;BYDAY=MO;WKST=SU;UNTIL=20260504T215959Z", lines);
        Assert.Contains("EXDATE;TZID=Europe/Berlin:20260413T090000", lines);
        Assert.Contains("RECURRENCE-ID;TZID=Europe/Berlin:20260406T090000", lines);
        Assert.Contains("DTSTART;TZID=Europe/Berlin:20260407T140000", lines);
        Assert.Contains("SUMMARY:Jour fixe\\, weekly", lines);
        Assert.Contains("SUMMARY:Moved", lines);
        Assert.Contains("DESCRIPTION:Agenda:\\n\\n1 & 2\\; 3", lines);
        Assert.Contains("LOCATION:Room 1\\; left", lines);
        Assert.Contains("ORGANIZER;CN=\"Anna 'A' B\":mailto:anna@contoso.example", lines);
        Assert.Contains("ATTENDEE;CN=\"Bernd\";ROLE=OPT-PARTICIPANT;PARTSTAT=DECLINED:mailto:bernd@contoso.exampleX-EVIL:1", lines);
        Assert.Contains("TRIGGER:-PT15M", lines);
        Assert.Contains("CLASS:PRIVATE", lines);
        Assert.Single(lines.Where(l => l.StartsWith("UID:", StringComparison.Ordinal)).Distinct());
        string attached = lines.Single(l => l.StartsWith("ATTACH;FMTTYPE=\"application/octet-stream\";X-FILENAME=\"pl'an .bin\";ENCODING=BASE64;VALUE=BINARY:", StringComparison.Ordinal));
        Assert.Equal(file, Convert.FromBase64String(attached[(attached.LastIndexOf(':') + 1)..]));
    }

    [Fact]
    public async Task A_day_is_written_as_a_day_and_what_is_odd_as_far_as_it_goes()
    {
        List<string> lines = await ExportEventAsync(calendar => calendar.Add(new JsonObject
        {
            ["subject"] = "Holiday\r\nEND:VCALENDAR",
            ["isAllDay"] = true,
            ["start"] = CalendarChanges.Time("2026-12-24T00:00:00.0000000"),
            ["end"] = CalendarChanges.Time("2026-12-27T00:00:00.0000000"),
            ["originalStartTimeZone"] = "tzone://Microsoft/Custom",
            ["recurrence"] = new JsonObject
            {
                ["pattern"] = new JsonObject { ["type"] = "absoluteYearly", ["interval"] = 1, ["month"] = 12, ["dayOfMonth"] = 24 },
                ["range"] = new JsonObject { ["type"] = "noEnd", ["startDate"] = "2026-12-24" },
            },
            ["attendees"] = "none",
            ["reminderMinutesBeforeStart"] = "x",
            ["showAs"] = "free",
        }));

        Assert.Contains("DTSTART;VALUE=DATE:20261224", lines);
        Assert.Contains("DTEND;VALUE=DATE:20261227", lines);
        Assert.Contains("RRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24", lines);
        Assert.Contains("SUMMARY:Holiday\\nEND:VCALENDAR", lines);
        Assert.Contains("TRANSP:TRANSPARENT", lines);
        Assert.DoesNotContain("BEGIN:VTIMEZONE", lines);
        Assert.Single(lines, "END:VCALENDAR");
    }

    [Theory]
    [InlineData("""{"type":"daily","interval":3}""", """{"type":"numbered","numberOfOccurrences":5}""", "FREQ=DAILY;INTERVAL=3;COUNT=5")]
    [InlineData("""{"type":"weekly","interval":2,"daysOfWeek":["monday","friday"],"firstDayOfWeek":"monday"}""", """{"type":"noEnd"}""", "FREQ=WEEKLY;BYDAY=MO,FR;WKST=MO;INTERVAL=2")]
    [InlineData("""{"type":"absoluteMonthly","interval":1,"dayOfMonth":15}""", """{"type":"endDate","endDate":"2026-12-31"}""", "FREQ=MONTHLY;BYMONTHDAY=15;UNTIL=20261231T235959Z")]
    [InlineData("""{"type":"absoluteMonthly","interval":1,"dayOfMonth":31}""", "{}", "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1")]
    [InlineData("""{"type":"relativeMonthly","interval":1,"daysOfWeek":["tuesday"],"index":"last"}""", "{}", "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-1")]
    [InlineData("""{"type":"relativeYearly","interval":1,"month":11,"daysOfWeek":["thursday"],"index":"fourth"}""", "{}", "FREQ=YEARLY;BYMONTH=11;BYDAY=TH;BYSETPOS=4")]
    [InlineData("""{"type":"somethingNew","interval":1}""", "{}", null)]
    public void Recurrences_become_rules(string pattern, string range, string? rule)
    {
        using var json = System.Text.Json.JsonDocument.Parse($$"""{"pattern":{{pattern}},"range":{{range}}}""");
        Assert.Equal(rule, RecurrenceRule.Of(json.RootElement, new CalendarZone("UTC"), isAllDay: false));
    }

    [Fact]
    public async Task Json_beside_the_export_holds_what_the_source_told()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(
            t =>
            {
                RandomChanges.Fill(t, users: 1, messages: 0, files: 0);
                t.User(User).Contacts.Add("Ann", photo: [1, 2, 3]);
                t.AddMessage(User, "inbox", new NewMessage("Subject: hello\r\nMessage-ID: <a@b>\r\n\r\nhi"u8.ToArray()) { Categories = ["Red"], Flag = FlagStatus.Flagged });
            },
            scope: new BackupScope { WholeOrganization = true, Workloads = [Workload.Mailbox, Workload.Contacts] });

        List<ExportedItem> exported = await ExportAsync(world, includeJson: true);

        JsonNode contact = JsonNode.Parse(await File.ReadAllTextAsync(exported.Single(e => e.Item.Version.Kind == ItemKind.Contact).Path + ".json"))!;
        Assert.Equal(("Ann", "AQID"), ((string?)contact["displayName"], (string?)contact["photo"]!["contentBytes"]));
        JsonNode message = JsonNode.Parse(await File.ReadAllTextAsync(exported.Single(e => e.Item.Version.Kind == ItemKind.Message).Path + ".json"))!;
        Assert.Equal(("Red", "flagged", "<a@b>"), ((string?)message["categories"]![0], (string?)message["flag"]!["flagStatus"], (string?)message["internetMessageId"]));
        foreach (string name in new[] { "isRead", "importance", "receivedDateTime", "parentFolderId" })
            Assert.NotNull(message[name]);
    }

    private static async Task<(string Path, string Text)> ExportContactAsync(JsonObject contact, byte[]? photo)
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(
            t =>
            {
                RandomChanges.Fill(t, users: 1, messages: 0, files: 0);
                t.User(User).Contacts.Add(contact, photo: photo);
            },
            scope: new BackupScope { WholeOrganization = true, Workloads = [Workload.Contacts] });
        ExportedItem exported = Assert.Single(await ExportAsync(world));
        Assert.Null(exported.Error);
        byte[] bytes = await File.ReadAllBytesAsync(exported.Path!);
        Assert.Equal((bytes.LongLength, Sha256Hash.Of(bytes)), (exported.Length, exported.Hash));
        Assert.Equal(2, Directory.GetFiles(world.NewFolder("export"), "*", SearchOption.AllDirectories).Length); // the manifest lies beside it
        return (exported.Path!, Encoding.UTF8.GetString(bytes));
    }

    private static async Task<List<string>> ExportEventAsync(Action<SimulatedCalendar> fill)
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(
            t =>
            {
                RandomChanges.Fill(t, users: 1, messages: 0, files: 0);
                fill(t.User(User).Calendar);
            },
            scope: new BackupScope { WholeOrganization = true, Workloads = [Workload.Calendar] });
        ExportedItem exported = Assert.Single(await ExportAsync(world));
        Assert.Null(exported.Error);
        Assert.EndsWith(".ics", exported.Path, StringComparison.Ordinal);
        string raw = await File.ReadAllTextAsync(exported.Path!);
        Assert.All(raw.Split("\r\n"), line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        return Unfold(raw);
    }

    private static async Task<List<ExportedItem>> ExportAsync(BackupWorld world, bool includeJson = false)
    {
        SessionResult result = await world.BackUpAsync();
        Assert.Equal(SessionStatus.Success, result.Session.Status);
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(world.Services, result.RestorePoint!, CancellationToken.None);
        var exporter = new ItemExporter(explorer, new ExportOptions(world.NewFolder("export"), IncludeJson: includeJson));
        return await exporter.ExportAsync(explorer.FindAsync(new RestoreQuery(), CancellationToken.None), CancellationToken.None).ToListAsync();
    }

    private static List<string> Unfold(string raw) => [.. raw.Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)];
}
