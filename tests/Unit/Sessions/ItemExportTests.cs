using System.Text;
using System.Text.Json.Nodes;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.Core.Sessions;
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
        Assert.Single(Directory.GetFiles(world.NewFolder("export"), "*", SearchOption.AllDirectories));
        return (exported.Path!, Encoding.UTF8.GetString(bytes));
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
