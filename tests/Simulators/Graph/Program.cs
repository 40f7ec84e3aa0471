using System.Runtime.InteropServices;
using System.Text.Json;

namespace Veeam365.Simulators.Graph;

internal static class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        CommandLine command;
        try
        {
            command = CommandLine.Parse(arguments);
        }
        catch (FormatException wrong)
        {
            await Console.Error.WriteLineAsync($"{wrong.Message}\n\n{CommandLine.Usage}");
            return 2;
        }

        await RunAsync(command);
        return 0;
    }

    private static async Task RunAsync(CommandLine command)
    {
        await using var simulator = await GraphSimulator.StartAsync(Options(command));
        Seed(simulator.Tenant, command);
        var restore = simulator.Tenant.AddApplication(SimulatedTenant.RestorePermissions);
        if (command.Json)
            DescribeAsJson(simulator, restore);
        else
            Describe(simulator, restore);
        var stop = new TaskCompletionSource();
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.TrySetResult();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await stop.Task;
    }

    private static GraphSimulatorOptions Options(CommandLine command) => new()
    {
        Port = command.Port,
        Latency = TimeSpan.FromMilliseconds(command.LatencyMilliseconds),
        MailboxConcurrencyLimit = command.MailboxLimit,
        RateLimit = command.RateLimit,
        ResourceUnitLimit = command.UnitLimit,
        DeltaDuplicates = command.Duplicates,
        DeltaReordering = command.Reorder,
        IgnoreRanges = command.IgnoreRanges,
    };

    private static void Seed(SimulatedTenant tenant, CommandLine command)
    {
        for (var i = 1; i <= command.Sites; i++)
            TenantSeeder.SeedSite(tenant.AddSite(FormattableString.Invariant($"/sites/site{i}"), FormattableString.Invariant($"Site {i}")), command.Files);
        var users = Enumerable.Range(1, command.Users).Select(number => tenant.AddUser($"user{number}@{tenant.Domain}")).ToList();
        if (users.Count == 0)
            return;
        var names = users.Select(static user => user.UserPrincipalName).ToList();
        if (command.Mail is not null)
            tenant.SeedMail(command.Mail, names);
        if (command.Files is not null)
            tenant.SeedFiles(command.Files, names);
        for (var i = 0; i < users.Count && command.Synthetic > 0; i++)
            tenant.AddSyntheticMailbox(names[i], "Synthetic", command.Synthetic, seed: i + 1);
    }

    private static void DescribeAsJson(GraphSimulator simulator, SimulatedApplication restore) => Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["endpoint"] = simulator.Endpoint.ToString(),
        ["tenantId"] = simulator.Tenant.TenantId,
        ["clientId"] = simulator.Tenant.Application.ClientId,
        ["clientSecret"] = simulator.Tenant.Application.Secret,
        ["restoreClientId"] = restore.ClientId,
        ["restoreClientSecret"] = restore.Secret,
        ["serverCertificate"] = simulator.CertificateThumbprint,
        ["adminKey"] = simulator.Options.AdminKey,
    }));

    private static void Describe(GraphSimulator simulator, SimulatedApplication restore)
    {
        var tenant = simulator.Tenant;
        Console.WriteLine($"""
            Endpoint      {simulator.Endpoint}
            Graph         {simulator.GraphEndpoint}
            Tenant        {tenant.TenantId} ({tenant.Domain}, {tenant.Users.Count} users)
            Client        {tenant.Application.ClientId}
            Secret        {tenant.Application.Secret}
            Restores with {restore.ClientId}, secret {restore.Secret}
            Certificate   {simulator.CertificateThumbprint}  (SHA-256, to pin)
            Admin key     {simulator.Options.AdminKey}  (header X-Simulator-Key, {simulator.Endpoint}_simulator/)

            PowerShell:
            Add-BackupOrganization -Name Simulator -TenantId {tenant.TenantId} -ClientId {tenant.Application.ClientId} -ClientSecret (ConvertTo-SecureString '{tenant.Application.Secret}' -AsPlainText) -Authority {simulator.Endpoint} -GraphEndpoint {simulator.Endpoint} -ServerCertificate {simulator.CertificateThumbprint}

            Ctrl+C stops it.
            """);
    }
}
