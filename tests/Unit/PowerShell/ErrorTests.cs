namespace Veeam365.Backup.Tests.PowerShell;

public sealed class ErrorTests
{
    private static readonly (string Cmdlet, string Parameter, string Id)[] MissingThings =
    [
        ("Get-BackupJob", "Name", "Job.NotFound"),
        ("Start-BackupJob", "Job", "Job.NotFound"),
        ("Get-BackupSession", "Job", "Job.NotFound"),
        ("Get-RestorePoint", "Job", "Job.NotFound"),
        ("Get-BackupItem", "Job", "Job.NotFound"),
        ("Get-BackupRepository", "Name", "Repository.NotFound"),
        ("Sync-BackupRepository", "Repository", "Repository.NotFound"),
        ("Get-BackupOrganization", "Name", "Organization.NotFound"),
        ("Test-BackupOrganization", "Organization", "Organization.NotFound"),
    ];

    [Fact]
    public async Task An_exact_name_that_is_not_there_is_an_error_and_a_pattern_is_not()
    {
        await using CmdletWorld world = await CmdletWorld.CreateAsync();

        foreach ((string cmdlet, string parameter, string id) in MissingThings)
        {
            dynamic error = Enumerable.Single((IEnumerable<dynamic>)Run(world, cmdlet, parameter, "nothing").Errors);
            Assert.Equal((id, "ObjectNotFound"), ((string)error.FullyQualifiedErrorId, (string)error.Category.ToString()));
            Assert.NotEmpty((string)error.ErrorDetails.RecommendedAction);
            if (cmdlet.StartsWith("Get-", StringComparison.Ordinal) && cmdlet != "Get-BackupItem")
                Assert.Empty((IEnumerable<dynamic>)Run(world, cmdlet, parameter, "nothing*").Errors);
        }
    }

    [Fact]
    public async Task One_that_fails_does_not_keep_the_others_from_being_processed()
    {
        await using CmdletWorld world = await CmdletWorld.CreateAsync();
        dynamic result = world.Shell.Run("Disable-BackupJob", new { Job = new[] { "nothing", "Daily" }, PassThru = true });

        Assert.Equal((1, 1), ((int)result.Errors.Count, (int)result.Output.Count));
    }

    [Fact]
    public async Task A_wrong_secret_adds_nothing_and_is_not_repeated_in_the_error()
    {
        await using CmdletWorld world = await CmdletWorld.CreateAsync();
        dynamic error = world.Shell.Run("Add-BackupOrganization", world.SignIn("Wrong", "wr0ng-secret", skipTest: false)).Errors[0];

        Assert.Equal("AuthenticationError", (string)error.Category.ToString());
        Assert.DoesNotContain("wr0ng-secret", (string)error.Exception.ToString(), StringComparison.Ordinal);
        Assert.Empty(world.Shell.Get("Get-BackupOrganization", new { Name = "W*" }));
    }

    [Fact]
    public async Task A_failed_session_is_written_and_is_an_error_besides()
    {
        await using CmdletWorld world = await CmdletWorld.CreateAsync();
        world.Shell.Get("Add-BackupOrganization", world.SignIn("Wrong", "wr0ng-secret", skipTest: true));
        object scope = world.Shell.Get("New-BackupScope", new { WholeOrganization = true }).Single();
        world.Shell.Get("Add-BackupJob", new { Name = "Failing", Organization = "Wrong", Repository = "Local", Scope = scope });
        dynamic result = world.Shell.Run("Start-BackupJob", new { Job = "Failing" });

        Assert.Equal("Failed", (string)Enumerable.Single(result.Output).Status.ToString());
        Assert.Equal("Session.Failed", (string)result.Errors[0].FullyQualifiedErrorId);
        Assert.NotEmpty((IEnumerable<string>)result.Warnings);
    }

    [Fact]
    public async Task A_configuration_that_cannot_be_opened_ends_the_command_and_leaves_the_open_one_open()
    {
        await using CmdletWorld world = await CmdletWorld.CreateAsync();
        await File.WriteAllTextAsync(world.Sub("broken.db"), string.Concat(Enumerable.Repeat("not a database ", 1000)));

        Assert.Equal("OpenError", (string)world.Shell.Run("Connect-BackupConfiguration", new { Path = world.Sub("broken.db") }).Errors[0].Category.ToString());
        Assert.Single(world.Shell.Get("Get-BackupJob"));
    }

    [Fact]
    public async Task Names_are_completed_with_quotes_where_they_need_them()
    {
        await using CmdletWorld world = await CmdletWorld.CreateAsync();
        world.Shell.Get("Set-BackupJob", new { Job = "Daily", NewName = "Bob's job" });

        Assert.Equal(["'Bob''s job'"], world.Shell.Complete("JobCompleter", "b").Select(c => (string)c.CompletionText));
        Assert.Equal(["'Bob''s job'"], world.Shell.Complete("JobCompleter", "'Bob''s").Select(c => (string)c.CompletionText));
        Assert.Equal(["Local"], world.Shell.Complete("RepositoryCompleter", "").Select(c => (string)c.CompletionText));
        Assert.Empty(world.Shell.Complete("OrganizationCompleter", "x"));
    }

    private static dynamic Run(CmdletWorld world, string cmdlet, string parameter, string value) => parameter switch
    {
        "Job" => world.Shell.Run(cmdlet, new { Job = value }),
        "Repository" => world.Shell.Run(cmdlet, new { Repository = value }),
        "Organization" => world.Shell.Run(cmdlet, new { Organization = value }),
        _ => world.Shell.Run(cmdlet, new { Name = value }),
    };
}
