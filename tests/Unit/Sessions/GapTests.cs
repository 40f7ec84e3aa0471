using System.Text.RegularExpressions;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Core.Sources.Microsoft365;
using Veeam365.Backup.Tests.Support;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sessions;

/// <summary>What restore points say that they do not hold.</summary>
public sealed class GapTests
{
    private const string User = "user0@contoso.example";
    private const string Other = "user1@contoso.example";

    public static TheoryData<GapReason, int, string> Refusals => new()
    {
        { GapReason.PermissionMissing, 403, "ErrorAccessDenied" },
        { GapReason.SourceError, 500, "ErrorInternalServerError" },
        { GapReason.ItemCorrupt, 500, "ErrorMimeContentConversionFailed" },
        { GapReason.TooLarge, 413, "ErrorMessageSizeExceeded" },
        { GapReason.Encrypted, 403, "ErrorRightsManagementException" },
        { GapReason.Vanished, 404, "ErrorItemNotFound" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Message_whose_content_is_refused_is_a_gap_with_the_reason_until_it_comes(GapReason reason, int status, string code)
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 1, messages: 4, files: 1));
        HurryRetries(world);
        string bad = FirstMessage(world, User);
        world.Simulator.Faults.Add(new FaultRule { Path = Regex.Escape(bad) + "/\\$value", StatusCode = status, ErrorCode = code });

        SessionResult first = await world.BackUpAsync();
        SessionResult second = await world.BackUpAsync();
        world.Simulator.Faults.Clear();
        SessionResult third = await world.BackUpAsync();

        RestoreGap gap = Assert.Single(await ListAsync(world, first.RestorePoint!));
        Assert.Equal((reason, bad, Workload.Mailbox, User), (gap.Gap.Reason, gap.Gap.ItemKey, gap.Identity.Workload, gap.Identity.Object.Address));
        Assert.Equal((SessionStatus.Warning, 1), (first.Session.Status, first.RestorePoint!.Gaps));
        RestoreGap again = Assert.Single(await ListAsync(world, second.RestorePoint!));
        Assert.Equal(gap.Gap, again.Gap);
        Assert.Equal((SessionStatus.Success, 0), (third.Session.Status, third.RestorePoint!.Gaps));
        await world.AssertIdenticalAsync(third.RestorePoint, world.Tenant.Snapshot());
    }

    [Fact]
    public async Task Files_that_are_flagged_packaged_or_hashed_wrongly_are_gaps_with_the_reason()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 1, messages: 1, files: 1));
        SimulatedDrive drive = world.Tenant.User(User).Drive;
        drive.FlagMalware(drive.AddFile("root", "invoice.exe", FileContent.Of([1, 2, 3])));
        drive.AddPackage("root", "Notes");
        string lying = drive.AddFile("root", "lying.docx", FileContent.Of([4, 5, 6]));
        world.Simulator.Faults.Add(FaultRule.Of(FaultKind.WrongContentHash, "/drives/", count: null));

        SessionResult first = await world.BackUpAsync();
        drive.FlagMalware("invoice.exe", false);
        drive.DeleteItem("Notes");
        world.Simulator.Faults.Clear();
        SessionResult second = await world.BackUpAsync();

        IReadOnlyList<RestoreGap> gaps = await ListAsync(world, first.RestorePoint!);
        Assert.Equal(
            ["invoice.exe MalwareFlagged", "lying.docx Unverifiable", "Notes NotSupported"],
            gaps.Select(g => $"{g.Gap.Name} {g.Gap.Reason}").Where(g => !g.StartsWith("file", StringComparison.Ordinal)));
        Assert.Contains(gaps, g => g.Gap.ItemKey == lying);
        Assert.Empty(await ListAsync(world, second.RestorePoint!));
        await world.AssertIdenticalAsync(second.RestorePoint!, world.Tenant.Snapshot());
    }

    [Fact]
    public async Task An_object_that_fails_before_anything_is_held_is_a_gap_that_names_it_and_since_when()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 2, messages: 3, files: 1));
        HurryRetries(world);
        FailMailboxOf(world, Other);

        SessionResult first = await world.BackUpAsync();
        SessionResult second = await world.BackUpAsync();

        RestoreGap gap = Assert.Single(await ListAsync(world, first.RestorePoint!));
        Assert.Equal((GapReason.SourceError, null, Workload.Mailbox, Other), (gap.Gap.Reason, gap.Gap.ItemKey, gap.Identity.Workload, gap.Identity.Object.Address));
        RestoreGap again = Assert.Single(await ListAsync(world, second.RestorePoint!));
        Assert.NotNull(gap.Gap.Since);
        Assert.Equal(gap.Gap.Since, again.Gap.Since);
    }

    [Fact]
    public async Task Gaps_of_objects_that_a_session_does_not_read_stay_with_what_is_held_of_them()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 2, messages: 3, files: 1));
        HurryRetries(world);
        string bad = FirstMessage(world, Other);
        FailContent(world, bad);
        await world.BackUpAsync();

        world.Simulator.Faults.Clear();
        FailMailboxOf(world, Other);
        SessionResult failed = await world.BackUpAsync();
        world.Simulator.Faults.Clear();
        BackupScope everybody = world.Job.Scope;
        await world.ScopeAsync(everybody with { Exclude = [new ScopeItem(ObjectKind.User, Other, [])] });
        SessionResult excluded = await world.BackUpAsync();
        await world.ScopeAsync(everybody);
        SessionResult back = await world.BackUpAsync();

        Assert.Equal([null, bad], (await ListAsync(world, failed.RestorePoint!)).Select(g => g.Gap.ItemKey).Order());
        Assert.Contains(await ListAsync(world, excluded.RestorePoint!), g => g.Gap.ItemKey == bad);
        Assert.Empty(await ListAsync(world, back.RestorePoint!));
    }

    [Fact]
    public async Task Gaps_come_along_when_the_repository_is_imported()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 2, messages: 3, files: 1));
        HurryRetries(world);
        FailContent(world, FirstMessage(world, User));
        FailMailboxOf(world, Other);
        SessionResult session = await world.BackUpAsync();
        BackupServices other = await world.OpenOtherAsync();
        try
        {
            await new RepositoryOperations(other).AddAsync(new NewRepository("Found", new FolderStoreSettings(world.RepositoryPath), null, null) { TakeOver = true }, CancellationToken.None);
            RestorePoint point = await other.Configuration.RestorePoints.ListAsync(new(), CancellationToken.None).SingleAsync();

            Assert.Equal(2, point.Gaps);
            Assert.Equal(await ListAsync(world.Services, session.RestorePoint!), await ListAsync(other, point));
        }
        finally
        {
            await other.Configuration.DisposeAsync();
        }
    }

    [Fact]
    public async Task Gaps_are_found_by_object_workload_reason_and_name()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 2, messages: 3, files: 1));
        HurryRetries(world);
        FailContent(world, FirstMessage(world, User));
        world.Tenant.User(Other).Drive.AddPackage("root", "Notes");
        RestorePoint point = (await world.BackUpAsync()).RestorePoint!;

        Assert.Equal(2, (await ListAsync(world, point)).Count);
        Assert.Equal("Notes", Assert.Single(await ListAsync(world.Services, point, new GapQuery { ObjectName = "*1@*" })).Gap.Name);
        Assert.Equal("Notes", Assert.Single(await ListAsync(world.Services, point, new GapQuery { Workloads = [Workload.OneDrive] })).Gap.Name);
        Assert.Equal("Notes", Assert.Single(await ListAsync(world.Services, point, new GapQuery { Reasons = [GapReason.NotSupported] })).Gap.Name);
        Assert.Equal("Notes", Assert.Single(await ListAsync(world.Services, point, new GapQuery { Name = "n*s" })).Gap.Name);
        Assert.Empty(await ListAsync(world.Services, point, new GapQuery { Name = "nothing" }));
    }

    [Fact]
    public void Every_reason_has_an_advice_and_is_documented()
    {
        string documented = File.ReadAllText(Path.Combine(ProjectFolder.Root, "docs", "gaps.md"));
        foreach (GapReason reason in Enum.GetValues<GapReason>())
        {
            Assert.Contains($"| {reason} |", documented, StringComparison.Ordinal);
            Assert.NotEmpty(GapAdvice.Of(reason));
        }
    }

    private static void HurryRetries(BackupWorld world) => world.Use(new GraphOrganizationSourceFactory(
        new GraphSourceOptions { BackoffBase = TimeSpan.FromMilliseconds(1), BackoffLimit = TimeSpan.FromMilliseconds(5) }));

    private static string FirstMessage(BackupWorld world, string user) => world.Tenant.Snapshot().User(user).Mailbox!.Messages().First().Id;

    private static void FailContent(BackupWorld world, string message) =>
        world.Simulator.Faults.Add(FaultRule.Status(Regex.Escape(message) + "/\\$value", 500, count: null));

    private static void FailMailboxOf(BackupWorld world, string user) =>
        world.Simulator.Faults.Add(FaultRule.Status($"users/{world.Tenant.User(user).Id}/mailFolders", 500, count: null));

    private static Task<IReadOnlyList<RestoreGap>> ListAsync(BackupWorld world, RestorePoint point) => ListAsync(world.Services, point);

    private static async Task<IReadOnlyList<RestoreGap>> ListAsync(BackupServices services, RestorePoint point, GapQuery? query = null)
    {
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(services, point, CancellationToken.None);
        return await explorer.ListGapsAsync(query ?? new GapQuery(), CancellationToken.None).ToListAsync();
    }
}
