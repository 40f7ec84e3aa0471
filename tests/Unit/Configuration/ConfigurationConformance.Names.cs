using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Tests.Configuration;

public abstract partial class ConfigurationConformance
{
    public static TheoryData<string, string> SameNames => new()
    {
        { "Daily", "dAILY" },
        { "Żółw Größe", "żÓŁW gRÖßE" },
        { "ПРИВЕТ", "привет" },
        { "naïve Ünïcode", "NAÏVE ÜNÏCODE" },
    };

    public static TheoryData<string> HostileNames => new(
        "O'Neil; DROP TABLE jobs; --",
        "double \" quote and `back` and [square]",
        "100 % of _ wild * cards ?",
        "back\\slash and\ttab and\nnewline",
        "@param :param $1 {0} {=x}",
        "emoji 👩‍👩‍👧 and עברית and 中文",
        " leading and trailing ",
        "null",
        new string('x', 255));

    public static TheoryData<string> RefusedNames => new("", "   ", "nul\0inside", new string('x', 256), new string('y', 100_000));

    [Theory]
    [MemberData(nameof(SameNames))]
    public async Task Names_are_unique_and_found_without_case(string name, string same)
    {
        BackupJob job = await AddJobAsync(name);
        Organization organization = Samples.Organization(name);
        BackupRepository repository = Samples.Repository(name);
        await Configuration.Organizations.AddAsync(organization, "first", None);
        await Configuration.Repositories.AddAsync(repository, new RepositorySecrets(null, "first"), None);

        Assert.Equal(job.Id, (await Configuration.Jobs.FindAsync(same, None))?.Id);
        Assert.Equal(organization, await Configuration.Organizations.FindAsync(same, None));
        Assert.Equal(repository, await Configuration.Repositories.FindAsync(same, None));
        await FailsAsync<ConflictException>("Job.AlreadyExists", () => Configuration.Jobs.AddAsync(job with { Id = Guid.NewGuid(), Name = same }, None));
        await FailsAsync<ConflictException>("Organization.AlreadyExists", () => Configuration.Organizations.AddAsync(Samples.Organization(same), "second", None));
        await FailsAsync<ConflictException>("Repository.AlreadyExists", () => Configuration.Repositories.AddAsync(Samples.Repository(same), new RepositorySecrets(null, null), None));
        Assert.Equal("first", await Configuration.Organizations.ReadSecretAsync(organization.Id, None));
    }

    [Fact]
    public async Task A_job_may_change_the_case_of_its_name_but_not_take_anothers()
    {
        BackupJob job = await AddJobAsync("Daily");
        await AddJobAsync("Weekly");

        await Configuration.Jobs.UpdateAsync(job with { Name = "DAILY" }, None);
        Assert.Equal("DAILY", (await Configuration.Jobs.FindAsync("daily", None))?.Name);
        await FailsAsync<ConflictException>("Job.AlreadyExists", () => Configuration.Jobs.UpdateAsync(job with { Name = "weekly" }, None));
    }

    [Fact]
    public async Task An_id_is_unique_too()
    {
        Organization organization = Samples.Organization("A");
        await Configuration.Organizations.AddAsync(organization, null, None);
        await FailsAsync<ConflictException>("Organization.AlreadyExists", () => Configuration.Organizations.AddAsync(organization with { Name = "B" }, null, None));
    }

    [Fact]
    public async Task Lists_are_in_the_order_of_names_without_case()
    {
        foreach (string name in new[] { "b", "Ä", "A", "c", "B2", "a1" })
            await Configuration.Organizations.AddAsync(Samples.Organization(name), null, None);

        Assert.Equal(["A", "a1", "b", "B2", "c", "Ä"], (await Configuration.Organizations.ListAsync(None)).Select(o => o.Name));
    }

    [Theory]
    [MemberData(nameof(HostileNames))]
    public async Task Any_text_is_a_name(string name)
    {
        BackupJob job = await AddJobAsync("Plain");
        await Configuration.Jobs.UpdateAsync(job with { Name = name, Description = name }, None);
        await Configuration.Organizations.AddAsync(Samples.Organization(name), name, None);

        BackupJob? found = await Configuration.Jobs.FindAsync(name, None);
        Assert.Equal((name, name), (found?.Name, found?.Description));
        Organization? organization = await Configuration.Organizations.FindAsync(name, None);
        Assert.Equal(name, organization?.Name);
        Assert.Equal(name, await Configuration.Organizations.ReadSecretAsync(organization!.Id, None));
    }

    [Theory]
    [MemberData(nameof(RefusedNames))]
    public async Task What_no_one_could_type_or_read_is_no_name(string name)
    {
        BackupJob job = await AddJobAsync("Plain");

        await Assert.ThrowsAsync<InvalidSettingException>(() => Configuration.Jobs.UpdateAsync(job with { Name = name }, None));
        await Assert.ThrowsAsync<InvalidSettingException>(() => Configuration.Jobs.AddAsync(job with { Id = Guid.NewGuid(), Name = name }, None));
        await Assert.ThrowsAsync<InvalidSettingException>(() => Configuration.Organizations.AddAsync(Samples.Organization(name), null, None));
        await Assert.ThrowsAsync<InvalidSettingException>(() => Configuration.Repositories.AddAsync(Samples.Repository(name), new RepositorySecrets(null, null), None));
        Assert.Null(await Configuration.Jobs.FindAsync(name, None));
    }

    // Not among the data of the theory above: the test runner would repair it.
    [Fact]
    public Task Half_a_character_is_no_name() => What_no_one_could_type_or_read_is_no_name("half \ud83d");

    [Fact]
    public async Task Of_two_that_take_one_name_at_once_exactly_one_gets_it()
    {
        IBackupConfiguration other = await OpenAsync();
        Task[] calls =
        [
            .. Enumerable.Range(0, 8).Select(i => Task.Run(() => (i % 2 == 0 ? Configuration : other).Organizations.AddAsync(Samples.Organization("Same"), "secret", None))),
        ];

        int refused = 0;
        foreach (Task call in calls)
        {
            if (await Record.ExceptionAsync(() => call) is { } error)
            {
                Assert.IsType<ConflictException>(error);
                refused++;
            }
        }

        Assert.Equal(7, refused);
    }
}
