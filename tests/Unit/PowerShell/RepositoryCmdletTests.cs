using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Tests.PowerShell;

public sealed class RepositoryCmdletTests
{
    [Fact]
    public async Task A_repository_is_created_with_what_is_asked_for_and_shows_it()
    {
        await using CmdletWorld world = await CmdletWorld.CreateAsync();

        dynamic added = world.Shell.Get("Add-BackupRepository", new
        {
            Name = "New",
            Path = Directory.CreateDirectory(world.Sub("new")).FullName,
            RetentionType = "itemlevel",
            RetentionMonths = 18,
            CompressionQuality = 4,
        }).Single();

        dynamic found = world.Shell.Get("Get-BackupRepository", new { Name = "new" }).Single();
        Assert.Equal(new RetentionPolicy(RetentionKind.ItemLevel, RetentionUnit.Months, 18), (RetentionPolicy)found.Retention);
        Assert.Equal((4, (int?)null, false), ((int)found.CompressionQuality, (int?)found.ImmutableDays, (bool)found.IsReadOnly));
        Assert.Equal((Guid)added.Id, (Guid)found.Id);
        Assert.Equal(RetentionPolicy.Default, (RetentionPolicy)world.Shell.Get("Get-BackupRepository", new { Name = "Local" }).Single().Retention);
    }

    [Fact]
    public async Task Asking_first_says_whether_a_repository_would_be_created_or_imported()
    {
        await using CmdletWorld world = await CmdletWorld.CreateAsync();
        string empty = Directory.CreateDirectory(world.Sub("empty")).FullName;
        world.Shell.Get("Connect-BackupConfiguration", new { Path = world.Sub("other") });

        dynamic created = world.Shell.Run("Add-BackupRepository", new { Name = "A", Path = empty, WhatIf = true });
        dynamic imported = world.Shell.Run("Add-BackupRepository", new { Name = "A", Path = world.Sub("repository"), TakeOver = true, WhatIf = true });

        Assert.Contains("Create repository", (string)Enumerable.Single(created.Asked), StringComparison.Ordinal);
        Assert.Contains("Import existing repository and take it over from", (string)Enumerable.Single(imported.Asked), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(empty));
        Assert.Empty(world.Shell.Get("Get-BackupRepository"));
    }

    [Fact]
    public async Task An_import_brings_back_restore_points_that_are_found_by_organization_and_exported()
    {
        await using CmdletWorld world = await CmdletWorld.CreateAsync();
        world.Shell.Get("Start-BackupJob", new { Job = "Daily" });
        world.Shell.Get("Connect-BackupConfiguration", new { Path = world.Sub("other") });

        world.Shell.Get("Add-BackupRepository", new { Name = "Imported", Path = world.Sub("repository"), TakeOver = true });

        Assert.Equal(CredentialKind.None, (CredentialKind)world.Shell.Get("Get-BackupOrganization", new { Name = "Contoso" }).Single().Credential);
        dynamic point = world.Shell.Get("Get-RestorePoint", new { Organization = "Contoso", Job = "Daily" }).Single();
        Assert.Equal(10, world.Shell.Get("Export-BackupItem", new { RestorePoint = (Guid)point.Id, Destination = world.Sub("export") }).Count);
        world.Shell.Get("Add-BackupOrganization", world.SignIn("Contoso", world.Simulator.Tenant.Application.Secret, skipTest: true));
        object scope = world.Shell.Get("New-BackupScope", new { WholeOrganization = true, Workload = new[] { "Mailbox", "OneDrive" } }).Single();
        world.Shell.Get("Add-BackupJob", new { Name = "Daily", Organization = "Contoso", Repository = "Imported", RetryCount = 0 }, new[] { scope });
        Assert.Equal(SessionKind.Incremental, (SessionKind)world.Shell.Get("Start-BackupJob", new { Job = "Daily" }).Single().Kind);
    }

    [Fact]
    public async Task Repositories_are_changed_renamed_and_get_another_password()
    {
        await using CmdletWorld world = await CmdletWorld.CreateAsync();
        world.Shell.Get("Add-BackupRepository", new { Name = "Secret", Path = Directory.CreateDirectory(world.Sub("secret")).FullName, Password = CmdletWorld.Secret("old") });

        Assert.Empty(world.Shell.Get("Set-BackupRepository", new { Repository = "Secret", Password = CmdletWorld.Secret("new") }));
        dynamic changed = world.Shell.Get("Set-BackupRepository", new { Repository = "Secret", NewName = "Renamed", RetentionDays = 30, CompressionQuality = 9, PassThru = true }).Single();

        Assert.Equal(("Renamed", 9), ((string)changed.Name, (int)changed.CompressionQuality));
        Assert.Equal(new RetentionPolicy(RetentionKind.SnapshotBased, RetentionUnit.Days, 30), (RetentionPolicy)world.Shell.Get("Get-BackupRepository", new { Name = "Renamed" }).Single().Retention);
        Assert.All(world.Shell.Get("Test-BackupRepository", new { Repository = "Renamed" }), c => Assert.Equal("Passed", ((object)c.Outcome).ToString()));
        world.Shell.Get("Remove-BackupRepository", new { Repository = "Renamed" });
        Assert.Equal("Repository.WrongPassword", IdOf(world.Shell.Run("Add-BackupRepository", new { Name = "Again", Path = world.Sub("secret"), Password = CmdletWorld.Secret("old") })));
        world.Shell.Get("Add-BackupRepository", new { Name = "Again", Path = world.Sub("secret"), Password = CmdletWorld.Secret("new"), ImportOnly = true });
    }

    [Fact]
    public async Task What_is_not_possible_is_refused_with_a_reason()
    {
        await using CmdletWorld world = await CmdletWorld.CreateAsync();
        string empty = Directory.CreateDirectory(world.Sub("empty")).FullName;
        foreach ((string cmdlet, object arguments, string id) in new (string, object, string)[]
        {
            ("Set-BackupRepository", new { Repository = "Local", RetentionType = "ItemLevel" }, "Repository.RetentionTypeFixed"),
            ("Set-BackupRepository", new { Repository = "Local", RetentionDays = 3, KeepForever = true }, "Repository.InvalidRetention"),
            ("Set-BackupRepository", new { Repository = "Local", ImmutableDays = 7 }, "Repository.ImmutabilityUnsupported"),
            ("Set-BackupRepository", new { Repository = "Local", SecretKey = CmdletWorld.Secret("s") }, "Repository.NoStoreKey"),
            ("Add-BackupRepository", new { Name = "A", Path = empty, ImmutableDays = 7 }, "Repository.ImmutabilityUnsupported"),
            ("Add-BackupRepository", new { Name = "A", Path = empty, ImmutabilityMode = "Compliance" }, "Repository.InvalidImmutability"),
            ("Add-BackupRepository", new { Name = "A", Path = empty, RetentionDays = 1, RetentionYears = 1 }, "Repository.InvalidRetention"),
            ("Add-BackupRepository", new { Name = "A", Path = empty, Password = CmdletWorld.Secret("") }, "Repository.EmptyPassword"),
            ("Add-BackupRepository", new { Name = "A", Path = empty, ImportOnly = true }, "Repository.Missing"),
            ("Add-BackupRepository", new { Name = "A", Path = empty, ImportOnly = true, CreateOnly = true }, "Repository.InvalidIntent"),
            ("Add-BackupRepository", new { Name = "A", Path = world.Sub("repository") }, "Repository.AlreadyAdded"),
            ("Add-BackupRepository", new { Name = "A", Path = world.Sub("repository"), CreateOnly = true }, "Repository.Occupied"),
        })
        {
            Assert.Equal(id, IdOf(world.Shell.Run(cmdlet, arguments)));
        }
    }

    private static string IdOf(dynamic result) => ((string)Enumerable.Single(result.Errors).FullyQualifiedErrorId).Split(',')[0];
}
