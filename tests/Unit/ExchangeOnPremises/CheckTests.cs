using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;
using Veeam365.Simulators.Exchange;

namespace Veeam365.Backup.Tests.ExchangeOnPremises;

public sealed class CheckTests
{
    [Fact]
    public async Task All_checks_pass_one_by_one_in_order()
    {
        await using ExchangeWorld world = await CreateAsync();
        OrganizationCheckResult result = await CheckAsync(world);
        Assert.Equal(["PowerShell", "Version", "Organization", "Impersonation", "Recipients", "Groups", "Mailboxes", "EWS"], result.Checks.Select(c => c.Name));
        Assert.All(result.Checks, c => Assert.Equal(CheckOutcome.Passed, c.Outcome));
        Assert.Contains("Exchange SE", result.Checks[1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-ExchangeServer", "Version", "View-Only Configuration")]
    [InlineData("Get-OrganizationConfig", "Organization", "View-Only Configuration")]
    [InlineData("Get-Recipient", "Recipients", "View-Only Recipients")]
    [InlineData("Get-DistributionGroup", "Groups", "View-Only Recipients")]
    [InlineData("Get-Mailbox", "Mailboxes", "View-Only Recipients")]
    public async Task A_hidden_command_fails_its_check_and_names_the_role(string command, string check, string role)
    {
        await using ExchangeWorld world = await CreateAsync();
        world.Exchange.Hidden.Add(command);
        OrganizationCheck failed = Assert.Single((await CheckAsync(world)).Checks, c => c.Outcome == CheckOutcome.Failed);
        Assert.Equal(check, failed.Name);
        Assert.Equal("Exchange.CommandHidden", Assert.IsType<PermissionMissingException>(failed.Error).ErrorId);
        Assert.Contains(role, failed.Message, StringComparison.Ordinal);
        Assert.Contains(role, failed.Error!.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_impersonate_cannot_be_read_is_inconclusive_not_failed()
    {
        await using ExchangeWorld world = await CreateAsync();
        world.Exchange.Hidden.Add("Get-ManagementRoleAssignment");
        OrganizationCheckResult result = await CheckAsync(world);
        Assert.True(result.Succeeded);
        Assert.Equal(CheckOutcome.Inconclusive, Of(result, "Impersonation").Outcome);
    }

    [Fact]
    public async Task Nobody_may_impersonate_fails_and_names_the_role()
    {
        await using ExchangeWorld world = await CreateAsync();
        world.Exchange.Impersonators.Clear();
        OrganizationCheck check = Of(await CheckAsync(world), "Impersonation");
        Assert.Equal(CheckOutcome.Failed, check.Outcome);
        Assert.Contains("ApplicationImpersonation", check.Error!.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scope_of_impersonation_is_named()
    {
        await using ExchangeWorld world = await CreateAsync();
        world.Exchange.Impersonators[0] = ("backup", "Sales only");
        OrganizationCheck check = Of(await CheckAsync(world), "Impersonation");
        Assert.Equal(CheckOutcome.Inconclusive, check.Outcome);
        Assert.Contains("'Sales only'", check.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mailbox_outside_of_the_scope_fails_EWS_with_the_role_that_is_missing()
    {
        await using ExchangeWorld world = await CreateAsync();
        world.Simulator.Mailboxes[0].IsOutOfScope = true;
        OrganizationCheck check = Of(await CheckAsync(world), "EWS");
        Assert.Equal(CheckOutcome.Failed, check.Outcome);
        Assert.Equal("Exchange.ImpersonationMissing", check.Error!.ErrorId);
    }

    [Theory]
    [InlineData("Version 15.1 (Build 2507.6)", CheckOutcome.Passed, "Exchange 2016")]
    [InlineData("Version 15.2 (Build 1544.4)", CheckOutcome.Passed, "Exchange 2019")]
    [InlineData("15.2.2562.17", CheckOutcome.Passed, "Exchange SE")]
    [InlineData("Version 15.0 (Build 1497.2)", CheckOutcome.Failed, "15.0.1497.2")]
    [InlineData("Version 16.0 (Build 1.2)", CheckOutcome.Failed, "16.0.1.2")]
    [InlineData("something else", CheckOutcome.Failed, "unknown version")]
    public async Task Versions_are_told_apart(string version, CheckOutcome outcome, string told)
    {
        await using ExchangeWorld world = await CreateAsync();
        world.Exchange.Versions = [version];
        OrganizationCheck check = Of(await CheckAsync(world), "Version");
        Assert.Equal(outcome, check.Outcome);
        Assert.Contains(told, check.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_of_another_version_beside_supported_ones_is_inconclusive()
    {
        await using ExchangeWorld world = await CreateAsync();
        world.Exchange.Versions.Add("Version 15.0 (Build 1497.2)");
        Assert.Equal(CheckOutcome.Inconclusive, Of(await CheckAsync(world), "Version").Outcome);
    }

    [Fact]
    public async Task A_wrong_password_fails_the_first_check_and_the_rest_is_not_tried()
    {
        await using ExchangeWorld world = await CreateAsync();
        await using IOrganizationSource source = world.Connect("wrong");
        OrganizationCheck check = Assert.Single((await source.CheckAsync([Workload.Mailbox], CancellationToken.None)).Checks);
        Assert.Equal(("PowerShell", "Exchange.SignInRefused"), (check.Name, Assert.IsType<AuthenticationException>(check.Error).ErrorId));
        await Assert.ThrowsAsync<AuthenticationException>(() => world.AddAsync("Other", r => r with { Password = "wrong" }));
    }

    [Fact]
    public async Task Opening_can_be_cancelled()
    {
        await using ExchangeWorld world = await CreateAsync();
        world.Exchange.OpenHangs = true;
        using var stop = new CancellationTokenSource();
        await using IOrganizationSource source = world.Connect();
        Task checking = source.CheckAsync([], stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => checking);
    }

    [Fact]
    public async Task A_session_that_is_dropped_once_is_opened_anew_and_one_that_is_dropped_again_fails_the_check()
    {
        await using ExchangeWorld world = await CreateAsync();
        world.Exchange.Opened = 0;
        world.Exchange.DropsLeft = 1;
        Assert.True((await CheckAsync(world)).Succeeded);
        Assert.Equal(2, world.Exchange.Opened);
        world.Exchange.DropsLeft = 2;
        Assert.Equal("Exchange.SessionDropped", Of(await CheckAsync(world), "Version").Error!.ErrorId);
    }

    [Fact]
    public async Task EWS_that_refuses_the_account_is_told_apart_from_the_shell()
    {
        await using ExchangeWorld world = await CreateAsync();
        world.Simulator.Faults.Add(new ExchangeFault { Kind = ExchangeFaultKind.Status, Status = 401, Count = null });
        Assert.Equal("Exchange.EwsSignInRefused", Of(await CheckAsync(world), "EWS").Error!.ErrorId);
    }

    [Fact]
    public async Task Outside_of_PowerShell_it_is_said_what_is_missing()
    {
        await using ExchangeWorld world = await CreateAsync();
        var services = await Core.Hosting.BackupServicesFactory.OpenAsync(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N")), null, CancellationToken.None);
        await using IOrganizationSource source = services.Sources.Connect(world.Organization, world.Simulator.Options.Password);
        Assert.Equal("Exchange.NoShell", Assert.Single((await source.CheckAsync([], CancellationToken.None)).Checks).Error!.ErrorId);
        string folder = Path.GetDirectoryName(services.Configuration.Description.Location) ?? "";
        await services.Configuration.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static Task<ExchangeWorld> CreateAsync() => ExchangeWorld.CreateAsync(s => s.AddMailbox("alice@contoso.example"));

    private static async Task<OrganizationCheckResult> CheckAsync(ExchangeWorld world)
    {
        await using IOrganizationSource source = world.Connect();
        return await source.CheckAsync([Workload.Mailbox], CancellationToken.None);
    }

    private static OrganizationCheck Of(OrganizationCheckResult result, string name) => result.Checks.Single(c => c.Name == name);
}
