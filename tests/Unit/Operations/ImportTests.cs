using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Tests.Sessions;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Operations;

public sealed class ImportTests
{
    [Fact]
    public async Task A_repository_is_imported_with_nothing_but_its_address_and_password_and_everything_in_it_is_read()
    {
        await using BackupWorld world = await CreateAsync("correct horse", RetentionUnit.Months);
        TenantSnapshot first = world.Tenant.Snapshot();
        await world.BackUpAsync();
        new RandomChanges(world.Tenant, 3).Apply(8);
        TenantSnapshot second = world.Tenant.Snapshot();
        await world.BackUpAsync();
        await using var other = new Disposing(await world.OpenOtherAsync());
        List<string> lines = [];

        BackupRepository imported = await Operations(other).AddAsync(Request(world, "Old data", "correct horse") with { TakeOver = true }, lines.Add, default);

        BackupRepository original = (await world.Services.Configuration.Repositories.FindAsync("Local", default))!;
        // The database keeps whole microseconds.
        Assert.Equal(original with { Name = "Old data", CreatedAt = default }, imported with { CreatedAt = default });
        Assert.Equal(original with { Name = "Old data" }, await other.Services.Configuration.Repositories.FindAsync("Old data", default));
        RestorePoint[] points = [.. (await ListAsync(other)).Reverse()];
        Assert.Equal((await world.ListPointsAsync()).Select(p => p.Id), points.Select(p => p.Id));
        await AssertIdenticalAsync(other, points[0], first);
        await AssertIdenticalAsync(other, points[1], second);
        Organization organization = Assert.Single(await other.Services.Configuration.Organizations.ListAsync(default));
        Assert.Equal((world.Job.OrganizationId, "Contoso", world.Tenant.TenantId, true), (organization.Id, organization.Name, organization.TenantId, organization.IsImported));
        Assert.Contains(lines, l => l.Contains("Contoso", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("Restore point 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_imported_organization_is_completed_by_adding_it_and_a_job_of_the_same_name_goes_on_where_the_old_one_ended()
    {
        await using BackupWorld world = await CreateAsync();
        await world.BackUpAsync();
        await using var other = new Disposing(await world.OpenOtherAsync());
        BackupRepository repository = await Operations(other).AddAsync(Request(world, "Local", null) with { TakeOver = true }, default);
        Organization imported = Assert.Single(await other.Services.Configuration.Organizations.ListAsync(default));
        InvalidSettingException error = await Assert.ThrowsAsync<InvalidSettingException>(() => new OrganizationOperations(other.Services).TestAsync(imported, null, default));
        Assert.Equal("Organization.NotSignedIn", error.ErrorId);
        new RandomChanges(world.Tenant, 4).Apply(5);

        Organization completed = await new OrganizationOperations(other.Services).AddAsync(world.DescribeOrganization("Contoso"), default);
        RestorePoint earlier = (await new JobOperations(other.Services).FindEarlierAsync("everybody", completed.Id, repository.Id, default))!;
        BackupJob job = world.Job with { Id = earlier.JobId };
        await new JobOperations(other.Services).AddAsync(job, default);
        SessionResult result = await new SessionRunner(other.Services, world.Options).RunAsync(new StartRequest(job, false), 1, new NullSessionObserver(), default);

        Assert.Equal((imported.Id, false), (completed.Id, completed.IsImported));
        Assert.Equal((SessionStatus.Success, SessionKind.Incremental, 2L), (result.Session.Status, result.Session.Kind!.Value, result.RestorePoint!.Sequence));
        await AssertIdenticalAsync(other, result.RestorePoint!, world.Tenant.Snapshot());
        Assert.Null(await new JobOperations(other.Services).FindEarlierAsync("everybody", completed.Id, repository.Id, default));
    }

    [Fact]
    public async Task An_organization_is_completed_by_its_tenant_too_and_keeps_its_name()
    {
        await using BackupWorld world = await CreateAsync();
        await world.BackUpAsync();
        await using var other = new Disposing(await world.OpenOtherAsync());
        await Operations(other).AddAsync(Request(world, "Local", null) with { IsReadOnly = true }, default);

        Organization completed = await new OrganizationOperations(other.Services).AddAsync(world.DescribeOrganization("x") with { Name = null }, default);

        Assert.Equal((world.Job.OrganizationId, "Contoso"), (completed.Id, completed.Name));
    }

    [Fact]
    public async Task An_organization_whose_name_is_taken_gets_another_one()
    {
        await using BackupWorld world = await CreateAsync();
        await world.BackUpAsync();
        await using var other = new Disposing(await world.OpenOtherAsync());
        await new OrganizationOperations(other.Services).AddAsync(world.DescribeOrganization("Contoso"), default);

        await Operations(other).AddAsync(Request(world, "Local", null) with { IsReadOnly = true }, default);

        Assert.Equal(["Contoso", "Contoso (imported)"], (await other.Services.Configuration.Organizations.ListAsync(default)).Select(o => o.Name));
    }

    [Fact]
    public async Task What_cannot_be_imported_is_refused_with_its_reason_and_nothing_is_added()
    {
        await using BackupWorld world = await CreateAsync("p");
        await using var other = new Disposing(await world.OpenOtherAsync());
        NewRepository request = Request(world, "Local", "p") with { TakeOver = true };
        string foreign = world.NewFolder("foreign");
        await File.WriteAllTextAsync(Path.Combine(foreign, "letter.txt"), "Dear Sir");
        string document = Path.Combine(world.RepositoryPath, "repository.json");

        await FailsAsync<RepositoryException>("Repository.WrongPassword", other, request with { Password = "q" });
        await FailsAsync<RepositoryException>("Repository.PasswordMissing", other, request with { Password = null });
        await FailsAsync<ConflictException>("Repository.Occupied", other, request with { Intent = RepositoryIntent.CreateOnly });
        await FailsAsync<InvalidSettingException>("Repository.ImportKeepsSettings", other, request with { Settings = new RepositorySettings() });
        await FailsAsync<ConflictException>("Repository.Occupied", other, request with { Store = new FolderStoreSettings(foreign) });
        await FailsAsync<RepositoryException>("Repository.Missing", other, request with { Store = new FolderStoreSettings(world.NewFolder("empty")), Intent = RepositoryIntent.ImportOnly });
        await FailsAsync<RepositoryException>("Repository.Missing", other, request with { Store = new FolderStoreSettings(world.NewFolder("empty")), IsReadOnly = true, TakeOver = false });
        await FailsAsync<InvalidSettingException>("Repository.InvalidIntent", other, request with { IsReadOnly = true });
        ConflictException known = await Assert.ThrowsAsync<ConflictException>(() => new RepositoryOperations(world.Services).AddAsync(request with { Name = "Again" }, default));
        Assert.Equal("Repository.AlreadyAdded", known.ErrorId);
        Assert.Contains("'Local'", known.Message, StringComparison.Ordinal);
        string text = await File.ReadAllTextAsync(document);
        await File.WriteAllTextAsync(document, text.Replace("\"version\":1", "\"version\":9", StringComparison.Ordinal));
        await FailsAsync<RepositoryException>("Repository.FormatVersion", other, request);
        await File.WriteAllTextAsync(document, "{}");
        await File.WriteAllTextAsync(Path.Combine(world.RepositoryPath, "critical", "repository.json"), "{}");
        await FailsAsync<DataDamagedException>("Data.Damaged", other, request);
        Assert.Empty(await other.Services.Configuration.Repositories.ListAsync(default));
    }

    [Fact]
    public async Task A_plain_repository_is_not_imported_as_if_a_password_protected_it()
    {
        await using BackupWorld world = await CreateAsync();
        await using var other = new Disposing(await world.OpenOtherAsync());
        await FailsAsync<InvalidSettingException>("Repository.NotEncrypted", other, Request(world, "Local", "p") with { TakeOver = true });
    }

    [Fact]
    public async Task Looking_first_tells_whether_it_is_created_or_imported_and_changes_nothing()
    {
        await using BackupWorld world = await CreateAsync();
        await using var other = new Disposing(await world.OpenOtherAsync());
        string empty = world.NewFolder("empty");

        RepositoryFinding created = await Operations(other).InspectAsync(Request(world, "New", null) with { Store = new FolderStoreSettings(empty) }, default);
        RepositoryFinding imported = await Operations(other).InspectAsync(Request(world, "Old", null) with { TakeOver = true }, default);

        Assert.Null(created.Existing);
        Assert.Empty(Directory.GetFileSystemEntries(empty));
        Assert.Equal(world.Job.RepositoryId, imported.Existing!.Id);
        Assert.False(imported.IsOurs);
        Assert.Equal(world.Services.Configuration.Description.Id, imported.Owner!.ConfigurationId);
    }

    [Fact]
    public async Task A_repository_that_was_removed_from_its_configuration_is_added_again_without_taking_over()
    {
        await using BackupWorld world = await CreateAsync();
        await world.BackUpAsync();
        await world.Services.Configuration.Jobs.RemoveAsync(world.Job.Id, default);
        await new RepositoryOperations(world.Services).RemoveAsync((await world.Services.Configuration.Repositories.FindAsync("Local", default))!, default);

        await new RepositoryOperations(world.Services).AddAsync(Request(world, "Back", null), default);

        await world.AssertIdenticalAsync(Assert.Single(await world.ListPointsAsync()), world.Tenant.Snapshot());
    }

    private static Task<BackupWorld> CreateAsync(string? password = null, RetentionUnit unit = RetentionUnit.Years) => BackupWorld.CreateAsync(
        t => RandomChanges.Fill(t, users: 2, messages: 8, files: 3),
        password,
        places: new WorldPlaces { Settings = new RepositorySettings { Retention = new RetentionPolicy(RetentionKind.SnapshotBased, unit, 7), CompressionQuality = 2 } });

    private static NewRepository Request(BackupWorld world, string name, string? password) => new(name, new FolderStoreSettings(world.RepositoryPath), null, password);

    private static RepositoryOperations Operations(Disposing other) => new(other.Services);

    private static async Task FailsAsync<T>(string errorId, Disposing other, NewRepository request)
        where T : BackupException
    {
        T error = await Assert.ThrowsAsync<T>(() => Operations(other).AddAsync(request, default));
        Assert.Equal(errorId, error.ErrorId);
        Assert.NotEmpty(error.RecommendedAction);
    }

    private static async Task<IReadOnlyList<RestorePoint>> ListAsync(Disposing other) =>
        await other.Services.Configuration.RestorePoints.ListAsync(new RestorePointQuery(), default).ToListAsync();

    private static async Task AssertIdenticalAsync(Disposing other, RestorePoint point, TenantSnapshot truth)
    {
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(other.Services, point, default);
        Assert.Empty(await TruthComparison.RunAsync(explorer, truth));
    }
}
