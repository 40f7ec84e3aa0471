using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;
using Veeam365.Backup.Tests.Sources;
using Veeam365.Simulators.Exchange;

namespace Veeam365.Backup.Tests.ExchangeOnPremises;

public sealed class ReaderTests
{
    [Fact]
    public async Task An_unchanged_mailbox_costs_one_request_a_folder_and_changes_nothing()
    {
        await using var f = await Fixture.CreateAsync();
        for (int i = 0; i < 60; i++)
            f.Store.Add(ExchangeChanges.Message(f.Store.FolderId("inbox"), $"M{i}"));
        await f.ReadAsync();
        Assert.Equal(60, f.Held.Items.Values.Count(i => i.Kind == ItemKind.Message));
        f.World.Simulator.Requests.Clear();
        await f.ReadAsync();
        Assert.Equal(0, f.Held.Changes);
        Assert.Empty(f.Held.LastChanges);
        Assert.False(f.World.Simulator.Requests.ContainsKey("GetItem"));
        Assert.Equal(f.Held.Items.Values.Count(i => i.Kind == ItemKind.Folder) + 1, f.World.Simulator.Requests["SyncFolderItems"]);
    }

    [Fact]
    public async Task Small_messages_come_many_at_once_and_only_changed_ones_are_fetched_again()
    {
        await using var f = await Fixture.CreateAsync();
        List<string> ids = [.. Enumerable.Range(0, 50).Select(i => f.Store.Add(ExchangeChanges.Message(f.Store.FolderId("inbox"), $"M{i}")))];
        f.World.Simulator.Requests.Clear();
        await f.ReadAsync();
        Assert.Equal(1, f.World.Simulator.Requests["GetItem"]);
        f.Store.Change(ids[3], i => i with { Categories = ["Red"] });
        string moved = f.Store.Move(ids[4], f.Store.FolderId("deleteditems"));
        await f.ReadAsync();
        Assert.Equal(2, f.Held.LastChanges.OfType<SourceChange.Upsert>().Count());
        Assert.Equal(ids[4], Assert.Single(f.Held.LastChanges.OfType<SourceChange.Removal>()).Key);
        Assert.Equal(f.Store.FolderId("deleteditems"), f.Held.Items[moved].ParentKey);
    }

    [Fact]
    public async Task Reading_a_message_changes_its_flag_and_not_its_content()
    {
        await using var f = await Fixture.CreateAsync();
        string id = f.Store.Add(ExchangeChanges.Message(f.Store.FolderId("inbox"), "M"));
        await f.ReadAsync();
        f.Store.SetRead(id, true);
        await f.ReadAsync();
        Assert.True(f.Held.Items[id].Flags.HasFlag(ItemFlags.IsRead));
        Assert.Equal(0, f.Held.ContentsRead);
    }

    [Fact]
    public async Task Expired_sync_states_compare_everything_and_fetch_only_what_changed()
    {
        await using var f = await Fixture.CreateAsync();
        List<string> ids = [.. Enumerable.Range(0, 30).Select(i => f.Store.Add(ExchangeChanges.Message(f.Store.FolderId("inbox"), $"M{i}")))];
        await f.ReadAsync();
        f.Store.ExpireSyncStates();
        f.Store.Delete(ids[0]);
        string added = f.Store.Add(ExchangeChanges.Message(f.Store.FolderId("inbox"), "new"));
        await f.ReadAsync();
        Assert.Equal(added, Assert.Single(f.Held.LastChanges.OfType<SourceChange.Upsert>()).Version.Key);
        Assert.Equal(ids[0], Assert.Single(f.Held.LastChanges.OfType<SourceChange.Removal>()).Key);
    }

    [Fact]
    public async Task A_large_message_is_streamed_and_goes_on_after_a_cut_connection()
    {
        await using var f = await Fixture.CreateAsync();
        string id = f.Store.Add(ExchangeChanges.Message(f.Store.FolderId("inbox"), "Large", 3_000_000));
        f.World.Simulator.Options.BeforeRequest = operation =>
        {
            // The second request for the item is the one for its content.
            if (operation == "GetItem" && f.World.Simulator.Requests.GetValueOrDefault("GetItem") == 1)
                f.World.Simulator.Faults.Add(new ExchangeFault { Kind = ExchangeFaultKind.Truncated, Operation = "GetItem", Count = 2 });
        };
        await f.ReadAsync();
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(f.Store.Items.Single(i => i.Id == id).Mime)), f.Held.Items[id].Content!.Hash.ToString().ToLowerInvariant());
        Assert.True(f.World.Simulator.Requests["GetItem"] >= 4);
    }

    [Theory]
    [InlineData("ErrorMimeContentConversionFailed", GapReason.ItemCorrupt)]
    [InlineData("ErrorRightsManagementException", GapReason.Encrypted)]
    [InlineData("ErrorMessageSizeExceeded", GapReason.TooLarge)]
    [InlineData("ErrorInternalServerError", GapReason.SourceError)]
    public async Task One_item_that_cannot_be_given_costs_that_item_and_is_tried_again(string code, GapReason reason)
    {
        await using var f = await Fixture.CreateAsync();
        List<string> ids = [.. Enumerable.Range(0, 5).Select(i => f.Store.Add(ExchangeChanges.Message(f.Store.FolderId("inbox"), $"M{i}")))];
        f.Store.Change(ids[2], i => i with { Defect = code });
        await f.ReadAsync();
        Gap gap = Assert.Single(f.Held.PendingGaps);
        Assert.Equal((ids[2], reason), (gap.ItemKey, gap.Reason));
        Assert.Equal(4, f.Held.Items.Values.Count(i => i.Kind == ItemKind.Message));
        lock (f.Store.Sync)
            f.Store.Change(ids[2], i => i with { Defect = null });
        await f.ReadAsync();
        Assert.Empty(f.Held.PendingGaps);
        Assert.Equal(5, f.Held.Items.Values.Count(i => i.Kind == ItemKind.Message));
    }

    [Fact]
    public async Task An_item_that_was_read_before_its_folder_broke_off_and_then_deleted_is_not_held_for_ever()
    {
        await using var f = await Fixture.CreateAsync(ExchangeWorld.Impatient with { BatchItems = 1, MaxAttempts = 1 });
        await f.ReadAsync();
        string first = f.Store.Add(ExchangeChanges.Message(f.Store.FolderId("inbox"), "first"));
        f.Store.Add(ExchangeChanges.Message(f.Store.FolderId("inbox"), "second"));
        f.World.Simulator.Requests.Clear();
        f.World.Simulator.Options.BeforeRequest = operation =>
        {
            if (operation == "GetItem" && f.World.Simulator.Requests.GetValueOrDefault("GetItem") == 1)
                f.World.Simulator.Faults.Add(new ExchangeFault { Kind = ExchangeFaultKind.Status, Status = 502, Operation = "GetItem", Count = 1 });
        };
        await f.ReadAsync();
        Assert.Contains(first, f.Held.Items.Keys);
        Assert.Equal(f.Store.FolderId("inbox"), Assert.Single(f.Held.PendingGaps).ItemKey);
        f.Store.Delete(first);
        await f.ReadAsync();
        Assert.Equal("second", Assert.Single(f.Held.Items.Values, i => i.Kind == ItemKind.Message).Name);
    }

    [Theory]
    [InlineData("inbox")]
    [InlineData("msgfolderroot")]
    public async Task A_folder_that_could_not_be_read_is_no_gap_any_more_once_it_was(string name)
    {
        await using var f = await Fixture.CreateAsync();
        await f.ReadAsync();
        string failing = f.Store.FolderId(name);
        f.World.Simulator.Faults.Add(new ExchangeFault { Kind = ExchangeFaultKind.Code, Operation = "SyncFolderItems", Code = "ErrorInvalidOperation", InMessage = true, Id = failing });
        await f.ReadAsync();
        Assert.Equal(failing, Assert.Single(f.Held.PendingGaps).ItemKey);
        await f.ReadAsync();
        Assert.Empty(f.Held.PendingGaps);
        Assert.DoesNotContain(f.Store.FolderId("msgfolderroot"), f.Held.Items.Keys);
    }

    [Fact]
    public async Task A_message_that_could_not_be_read_and_was_then_marked_as_read_is_fetched_and_not_kept_as_it_was()
    {
        await using var f = await Fixture.CreateAsync();
        string id = f.Store.Add(ExchangeChanges.Message(f.Store.FolderId("inbox"), "before"));
        await f.ReadAsync();
        f.Store.Change(id, i => i with { Mime = ExchangeChanges.Message(i.FolderId, "after").Mime });
        f.World.Simulator.Faults.Add(new ExchangeFault { Kind = ExchangeFaultKind.Code, Operation = "GetItem", Code = "ErrorCorruptData", InMessage = true });
        await f.ReadAsync();
        Assert.Single(f.Held.PendingGaps);
        f.Store.SetRead(id, true);
        await f.ReadAsync();
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(f.Store.Items.Single(i => i.Id == id).Mime)), f.Held.Items[id].Content!.Hash.ToString().ToLowerInvariant());
        Assert.Empty(f.Held.PendingGaps);
    }

    [Fact]
    public async Task A_busy_server_is_left_alone_as_long_as_it_asks()
    {
        await using var f = await Fixture.CreateAsync();
        f.Store.Add(ExchangeChanges.Message(f.Store.FolderId("inbox"), "M"));
        f.World.Simulator.Faults.Add(new ExchangeFault { Kind = ExchangeFaultKind.Busy, BackOff = TimeSpan.FromMilliseconds(15), Count = 3 });
        await f.ReadAsync();
        Assert.Equal(3, f.Source.Statistics.ThrottledRequests);
        Assert.True(f.Source.Statistics.ThrottledTime > TimeSpan.Zero);
        Assert.Single(f.Held.Items.Values, i => i.Kind == ItemKind.Message);
    }

    [Fact]
    public async Task An_answer_with_a_document_type_is_no_answer()
    {
        await using var f = await Fixture.CreateAsync();
        f.World.Simulator.Faults.Add(new ExchangeFault { Kind = ExchangeFaultKind.Entity, Count = null });
        SourceException error = await Assert.ThrowsAsync<SourceException>(() => f.ReadAsync());
        Assert.Equal("Exchange.EwsUnavailable", error.ErrorId);
        Assert.DoesNotContain("root:", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_with_control_characters_and_markup_come_as_they_are()
    {
        await using var f = await Fixture.CreateAsync();
        const string Name = "a\u0001<b>&amp;]]>\ud83d\ude00 \"x\"";
        string folder = f.Store.AddFolder(Name);
        string id = f.Store.Add(ExchangeChanges.Message(folder, Name));
        await f.ReadAsync();
        Assert.Equal(Name, f.Held.Items[folder].Name);
        Assert.Equal(Name, f.Held.Items[id].Name);
        using var json = JsonDocument.Parse(f.Held.Properties[id]);
        Assert.Equal(Name, json.RootElement.GetProperty("subject").GetString());
    }

    [Fact]
    public async Task Excluded_folders_go_and_come_back()
    {
        await using var f = await Fixture.CreateAsync();
        string junk = f.Store.FolderId("junkemail");
        f.Store.Add(ExchangeChanges.Message(junk, "junk"));
        f.Store.Add(ExchangeChanges.Message(f.Store.AddFolder("below", junk), "below"));
        f.Store.Add(ExchangeChanges.Message(f.Store.FolderId("recoverableitemsdeletions"), "deleted"));
        await f.ReadAsync();
        Assert.Equal(3, f.Held.Items.Values.Count(i => i.Kind == ItemKind.Message));
        await f.ReadAsync(options: new ReadOptions { ExcludeFolders = [ExcludableFolder.JunkEmail, ExcludableFolder.RecoverableItems] });
        Assert.DoesNotContain(f.Held.Items.Values, i => i.Kind == ItemKind.Message || i.Name is "below" or "Junk Email" or "Recoverable Items");
        await f.ReadAsync();
        Assert.Equal(3, f.Held.Items.Values.Count(i => i.Kind == ItemKind.Message));
    }

    [Fact]
    public async Task A_mailbox_without_archive_has_none_and_an_unknown_mailbox_is_absent()
    {
        await using var f = await Fixture.CreateAsync();
        await Assert.ThrowsAsync<WorkloadAbsentException>(() => f.ReadAsync(Workload.ArchiveMailbox));
        await Assert.ThrowsAsync<WorkloadAbsentException>(() => f.ReadAsync(Workload.OneDrive));
        f.Object = f.Object with { Address = "gone@contoso.example" };
        await Assert.ThrowsAsync<WorkloadAbsentException>(() => f.ReadAsync());
    }

    [Fact]
    public async Task A_mailbox_outside_of_the_scope_of_impersonation_names_the_role()
    {
        await using var f = await Fixture.CreateAsync();
        f.World.Simulator.Mailboxes[0].IsOutOfScope = true;
        PermissionMissingException error = await Assert.ThrowsAsync<PermissionMissingException>(() => f.ReadAsync());
        Assert.Contains("ApplicationImpersonation", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contact_is_kept_in_the_words_of_Graph_with_its_photo_and_all_that_Exchange_tells()
    {
        await using var f = await Fixture.CreateAsync();
        string id = f.Store.Add(ExchangeChanges.Contact(f.Store.FolderId("contacts"), "Grace Hopper", [1, 2, 3]));
        await f.ReadAsync(Workload.Contacts);
        using var json = JsonDocument.Parse(f.Held.Json[id]);
        Assert.Equal("Grace Hopper", json.RootElement.GetProperty("displayName").GetString());
        Assert.Equal("Grace.Hopper@fabrikam.example", json.RootElement.GetProperty("emailAddresses")[0].GetProperty("address").GetString());
        Assert.Equal("+49 30 2", json.RootElement.GetProperty("businessPhones")[0].GetString());
        Assert.Equal([1, 2, 3], json.RootElement.GetProperty("photo").GetProperty("contentBytes").GetBytesFromBase64());
        Assert.Contains("AssistantPhone", json.RootElement.GetProperty("exchange").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(f.Held.Items.Values, i => i.Name == "Recipient Cache");
    }

    [Fact]
    public async Task A_series_is_one_item_with_its_exceptions_and_attachments()
    {
        await using var f = await Fixture.CreateAsync();
        string calendar = f.Store.FolderId("calendar");
        string id = f.Store.Add(ExchangeChanges.Event(calendar, "Standup", isSeries: true) with
        {
            Attachments = [new StoreAttachment("", "plan.txt", Encoding.UTF8.GetBytes("plan"))],
            Exceptions = [ExchangeChanges.Event(calendar, "Standup, later")],
        });
        await f.ReadAsync(Workload.Calendar);
        using var json = JsonDocument.Parse(f.Held.Json[id]);
        JsonElement root = json.RootElement;
        Assert.Equal("seriesMaster", root.GetProperty("type").GetString());
        Assert.Equal("weekly", root.GetProperty("recurrence").GetProperty("pattern").GetProperty("type").GetString());
        Assert.Equal("monday", root.GetProperty("recurrence").GetProperty("pattern").GetProperty("daysOfWeek")[0].GetString());
        Assert.Equal("2026-11-23", root.GetProperty("recurrence").GetProperty("range").GetProperty("startDate").GetString());
        Assert.Equal("plan", Encoding.UTF8.GetString(root.GetProperty("attachments")[0].GetProperty("contentBytes").GetBytesFromBase64()));
        Assert.Equal("Standup, later", root.GetProperty("exceptionOccurrences")[0].GetProperty("subject").GetString());
    }

    [Fact]
    public async Task A_hierarchy_that_goes_in_a_circle_ends()
    {
        await using var f = await Fixture.CreateAsync();
        string a = f.Store.AddFolder("a");
        string b = f.Store.AddFolder("b", a);
        await f.ReadAsync();
        Core.Sources.ExchangeOnPremises.FolderEntry[] circle =
            [new(a, b, "a", "IPF.Note", "Folder", false), new(b, a, "b", "IPF.Note", "Folder", false)];
        var plan = new Core.Sources.ExchangeOnPremises.FolderPlan("root", circle, new HashSet<string> { "x" }, Core.Sources.ExchangeOnPremises.MailboxPart.Of(Workload.Mailbox, ReadOptions.Default)!);
        Assert.Equal(2, plan.Folders.Count);
        Assert.Equal(a, plan.KeyOf(a));
    }

    private sealed class Fixture : IAsyncDisposable
    {
        private Fixture(ExchangeWorld world) => World = world;

        public ExchangeWorld World { get; }

        public HeldObject Held { get; } = new();

        public IOrganizationSource Source { get; private set; } = null!;

        public ProtectedObject Object { get; set; } = new(ObjectKind.User, Guid.NewGuid().ToString(), "alice", "alice@contoso.example");

        public ExchangeStore Store => World.Simulator.Mailboxes[0].Store;

        public static async Task<Fixture> CreateAsync(Core.Sources.ExchangeOnPremises.EwsOptions? options = null)
        {
            var fixture = new Fixture(await ExchangeWorld.CreateAsync(s => s.AddMailbox("alice@contoso.example"), options: options));
            fixture.Source = fixture.World.Connect();
            return fixture;
        }

        public Task ReadAsync(Workload workload = Workload.Mailbox, ReadOptions? options = null) => Held.ApplyAsync(Source.OpenReader(Object, workload, options));

        public async ValueTask DisposeAsync()
        {
            await Source.DisposeAsync();
            await World.DisposeAsync();
        }
    }
}
