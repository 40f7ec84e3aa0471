using System.Net;
using System.Security;
using Veeam365.Backup.Tests.Support;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.PowerShell;

/// <summary>A simulated tenant, a configuration, a repository and a shell: everything the cmdlets need.</summary>
internal sealed class CmdletWorld : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    private CmdletWorld(GraphSimulator simulator) => Simulator = simulator;

    public GraphSimulator Simulator { get; }

    public CmdletShell Shell { get; } = new();

    public string ConfigurationPath => _folder.Sub("configuration");

    public string Sub(string name) => _folder.Sub(name);

    public static SecureString Secret(string text) => new NetworkCredential("", text).SecurePassword;

    /// <summary>With organization "Contoso" (users 1 and 2, some messages), repository "Local" and job "Daily".</summary>
    public static async Task<CmdletWorld> CreateAsync(int messages = 5, GraphSimulatorOptions? options = null)
    {
        var world = new CmdletWorld(await GraphSimulator.StartAsync(options));
        world.Seed(messages);
        world.Shell.Get("Connect-BackupConfiguration", new { Path = world.ConfigurationPath });
        world.Shell.Get("Add-BackupOrganization", world.SignIn("Contoso", world.Simulator.Tenant.Application.Secret, skipTest: true));
        world.Shell.Get("Add-BackupRepository", new { Name = "Local", Path = Directory.CreateDirectory(world.Sub("repository")).FullName });
        object scope = world.Shell.Get("New-BackupScope", new { WholeOrganization = true, Workload = new[] { "Mailbox", "OneDrive" } }).Single();
        world.Shell.Get("Add-BackupJob", new { Name = "Daily", Organization = "Contoso", Repository = "Local", RetryCount = 0 }, new[] { scope });
        return world;
    }

    public object SignIn(string name, string secret, bool skipTest) => new
    {
        Name = name,
        Simulator.Tenant.TenantId,
        Simulator.Tenant.Application.ClientId,
        ClientSecret = Secret(secret),
        Authority = Simulator.Endpoint,
        GraphEndpoint = Simulator.Endpoint,
        ServerCertificate = Simulator.CertificateThumbprint,
        SkipTest = skipTest,
    };

    public string AddMessage(string user, string subject) => Simulator.Tenant.User(user).Mailbox.AddMessage(
        "inbox", new NewMessage(System.Text.Encoding.UTF8.GetBytes($"From: a@contoso.example\r\nTo: {user}\r\nSubject: {subject}\r\n\r\nText of {subject}\r\n")));

    public async ValueTask DisposeAsync()
    {
        Shell.Dispose();
        await Simulator.DisposeAsync();
        _folder.Dispose();
    }

    private void Seed(int messages)
    {
        foreach (string user in new[] { "user1@contoso.example", "user2@contoso.example" })
        {
            Simulator.Tenant.AddUser(user);
            for (int i = 1; i <= messages; i++)
                AddMessage(user, $"Message {i}");
        }
    }
}
