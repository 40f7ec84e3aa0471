using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Reports;
using Veeam365.Backup.Tests.Sessions;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Reports;

public sealed partial class ReportTests
{
    private const string Hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;\u202Egnp.exe\u0007";
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task It_tells_sizes_growth_sessions_gaps_and_users_without_backup()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(
            tenant =>
            {
                tenant.AddUser("ada@contoso.example").Mailbox.AddMessage("inbox", new NewMessage("Subject: x\r\n\r\ny"u8.ToArray()));
                tenant.AddUser("ben@contoso.example");
            },
            scope: new BackupScope { Include = [new ScopeItem(ObjectKind.User, "ada@contoso.example", [])], Workloads = [Workload.Mailbox] });
        await world.BackUpAsync();
        world.Tenant.User("ada@contoso.example").Mailbox.AddMessage("inbox", new NewMessage(Encoding.ASCII.GetBytes("Subject: large\r\n\r\n" + new string('z', 5000))));
        await world.BackUpAsync();

        BackupReport report = await new ReportBuilder(world.Services, new ReportOptions()).BuildAsync(_ => { }, CancellationToken.None);

        ReportObject ada = Assert.Single(report.Objects);
        Assert.Equal(2, ada.Items);
        Assert.InRange(ada.Growth, 5000, ada.Bytes - 1);
        Assert.Equal(ada.Bytes, ada.Workloads[Workload.Mailbox]);
        Assert.Equal("ben@contoso.example", Assert.Single(report.Unprotected!).Address);
        Assert.Equal(["Success", "Success"], report.Sessions.Select(s => s.Status.ToString()));
        Assert.Equal(30, report.DaysSeen.Count);
        Assert.Equal(ada.Bytes, report.DaysSeen[^1].BytesHeld);
        Assert.Equal(2, report.DaysSeen[^1].Good);
        Assert.Equal(2, Assert.Single(report.Jobs).RestorePoints);
        Assert.Empty(report.Notes);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_asked_costs_only_its_section()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(tenant => tenant.AddUser("ada@contoso.example"));
        await world.BackUpAsync();
        await world.Simulator.DisposeAsync();

        BackupReport report = await new ReportBuilder(world.Services with { Sources = new NoSources() }, new ReportOptions()).BuildAsync(_ => { }, CancellationToken.None);

        Assert.Null(report.Unprotected);
        Assert.Contains("could not be asked", Assert.Single(report.Notes), StringComparison.Ordinal);
        Assert.NotEmpty(report.Objects);
    }

    [Fact]
    public void Hostile_names_stay_text()
    {
        string page = ReportHtml.Write(Of(users: 3, Hostile));

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\u0007', page);
        Assert.DoesNotMatch("onerror=(?!alert\\(2\\)&gt;)", page);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page, StringComparison.Ordinal);
        Assert.All(Regex.Matches(page, "<bdi>(?<name>.*?)</bdi>"), m => Assert.DoesNotMatch("[<>\"]", m.Groups["name"].Value));
    }

    [Fact]
    public void The_page_needs_nothing_from_outside_and_is_whole()
    {
        string page = ReportHtml.Write(Of(users: 50, "User"));

        Assert.DoesNotMatch("(?i)(https?:)?//[a-z]", page);
        Assert.DoesNotMatch("(?i)<(script|link|iframe|object|embed|img)|url\\(|@import|\\son\\w+=", page);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        AssertNested(page);
    }

    [Fact]
    public void Everything_has_a_name_for_a_screen_reader()
    {
        string page = ReportHtml.Write(Of(users: 50, "User"));

        Assert.All(Regex.Matches(page, "<svg[^>]*>"), m => Assert.Matches("role=\"img\".*aria-label=\"[^\"]+", m.Value));
        Assert.All(Regex.Matches(page, "<(div|section)[^>]*(tabindex|id)=[^>]*>"), m => Assert.Matches("aria-label(ledby)?=\"[^\"]+", m.Value));
        Assert.Equal(Regex.Count(page, "<table>"), Regex.Count(page, "<table><caption>[^<]+</caption>"));
        Assert.DoesNotMatch("<th(?! scope=)[ >]", page);
        Assert.All(Regex.Matches(page, "href=\"#(?<id>\\w+)\""), m => Assert.Contains($"id=\"{m.Groups["id"].Value}\"", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_thousand_users_take_less_than_five_megabytes()
    {
        BackupReport report = Of(users: 2000, "Someone with a name of usual length");

        Assert.InRange(Encoding.UTF8.GetByteCount(ReportHtml.Write(report)), 500_000, 5_000_000);
        Assert.InRange(ReportJson.Write(report).Length, 500_000, 5_000_000);
    }

    [Fact]
    public void Tables_for_spreadsheets_hold_no_formulas()
    {
        BackupReport report = Of(users: 1, "=HYPERLINK(\"http://evil\")");

        string csv = ReportCsv.Objects(report);

        Assert.Contains("\"'=HYPERLINK(\"\"http://evil\"\")0\"", csv, StringComparison.Ordinal);
        Assert.Equal(2, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith("Job,StartedAt,Seconds", ReportCsv.Sessions(report), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_is_written_as_json()
    {
        using JsonDocument json = JsonDocument.Parse(ReportJson.Write(Of(users: 2, Hostile)));

        Assert.Equal(2, json.RootElement.GetProperty("objects").GetArrayLength());
        Assert.Equal("Warning", json.RootElement.GetProperty("sessions")[1].GetProperty("status").GetString());
        Assert.True(json.RootElement.GetProperty("objects")[0].GetProperty("workloads").TryGetProperty("Mailbox", out _));
    }

    [Fact]
    public void An_empty_configuration_has_a_report_as_well() =>
        AssertNested(ReportHtml.Write(new BackupReport(Now, 30, null, [], [], [], [], [], [], 0, null, ["Nothing is there yet."])));

    private static void AssertNested(string page)
    {
        string[] empty = ["meta", "!DOCTYPE", "rect", "line", "polygon", "polyline"];
        var open = new Stack<string>();
        foreach (Match tag in Tag().Matches(page))
        {
            string name = tag.Groups["name"].Value;
            if (tag.Groups["end"].Length > 0)
                Assert.Equal(open.Pop(), name);
            else if (!tag.Value.EndsWith("/>", StringComparison.Ordinal) && !empty.Take(2).Contains(name))
                open.Push(name);
        }

        Assert.Empty(open);
    }

    private static BackupReport Of(int users, string name)
    {
        SessionStatistics moved = new() { ObjectsDone = users, ItemsTransferred = 12345, BytesRead = 5L << 30, BytesWritten = 2L << 30, ThrottledRequests = 40, Throttled = TimeSpan.FromMinutes(7) };
        return new BackupReport(
            Now, 30, name,
            [new ReportJob { Name = name, Organization = name, Repository = name, IsEnabled = true, Schedule = "daily", LastStatus = SessionStatus.Warning, NewestPoint = Now }],
            [new ReportRepository(name, name, true, "3 years", "Compliance, 30 days", Now)],
            [.. Enumerable.Range(0, users).Select(i => new ReportObject(
                "Contoso", ObjectKind.User, name + i.ToString(CultureInfo.InvariantCulture), $"user{i}@contoso.example", 1000 + i, 1L << (20 + (i % 15)), new Dictionary<Workload, long> { [Workload.Mailbox] = 1 << 20, [Workload.OneDrive] = 1 << 10 }, i * 1000, i % 3, Now))],
            [new ReportSession(name, Now, TimeSpan.FromMinutes(12), SessionKind.Full, SessionStatus.Success, moved, null), new ReportSession(name, Now, TimeSpan.FromMinutes(2), SessionKind.Incremental, SessionStatus.Warning, moved, name)],
            [.. Enumerable.Range(0, 30).Select(i => new ReportDay(DateOnly.FromDateTime(Now.UtcDateTime).AddDays(i - 29), (100L + i) << 30, i << 20, i << 19, TimeSpan.FromMinutes(i % 4), i % 4 * 10, 3, i % 2, i % 5 == 0 ? 1 : 0))],
            [new ReportGap(name, name, Workload.Mailbox, name, GapReason.Encrypted, Now, name)],
            1, [new UnprotectedUser("Contoso", name, name, true, false, true)], [name]);
    }

    [GeneratedRegex("<(?<end>/?)(?<name>[!A-Za-z][A-Za-z0-9]*)[^>]*>")]
    private static partial Regex Tag();

    private sealed class NoSources : Veeam365.Backup.Core.Sources.IOrganizationSourceFactory
    {
        public Veeam365.Backup.Core.Sources.IOrganizationSource Connect(Organization organization, string? clientSecret) => throw new SourceException("Source.Unreachable", "Nobody answers.", "Wait.");
    }
}
