using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;
using Veeam365.Backup.Core.Sources.Microsoft365;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

/// <summary>A simulated tenant with one user, and a source that is connected to it.</summary>
internal sealed class SourceFixture : IAsyncDisposable
{
    public const string User = "anna@contoso.example";

    /// <summary>Impatient, so that failures show soon.</summary>
    public static GraphSourceOptions Impatient { get; } = new()
    {
        BackoffBase = TimeSpan.FromMilliseconds(5),
        BackoffLimit = TimeSpan.FromMilliseconds(20),
        MaxAttempts = 5,
        RequestTimeout = TimeSpan.FromSeconds(20),
        MailPageSize = 7,
        DrivePageSize = 7,
    };

    private SourceFixture(GraphSimulator simulator, GraphSourceOptions options)
    {
        Simulator = simulator;
        Person = Tenant.AddUser(new NewUser(User) { HasArchive = true });
        Organization = OrganizationOf(simulator);
        Source = Connect(Organization, Tenant.Application.Secret, options);
    }

    public GraphSimulator Simulator { get; }

    public SimulatedTenant Tenant => Simulator.Tenant;

    public SimulatedUser Person { get; }

    public SimulatedMailbox Mailbox => Person.Mailbox;

    public SimulatedDrive Drive => Person.Drive;

    public Organization Organization { get; }

    public IOrganizationSource Source { get; }

    public HeldObject Mail { get; } = new();

    public SimulatedMailbox Archive => Person.Archive;

    public HeldObject Old { get; } = new();

    public SimulatedContacts Contacts => Person.Contacts;

    public HeldObject People { get; } = new();

    public SimulatedCalendar Calendar => Person.Calendar;

    public HeldObject Dates { get; } = new();

    public HeldObject Files { get; } = new();

    public static async Task<SourceFixture> StartAsync(GraphSimulatorOptions? simulator = null, GraphSourceOptions? source = null) =>
        new(await GraphSimulator.StartAsync(simulator), source ?? Impatient);

    public static Organization OrganizationOf(GraphSimulator simulator) => new()
    {
        Id = Guid.NewGuid(),
        Name = "Contoso",
        TenantId = simulator.Tenant.TenantId,
        ClientId = simulator.Tenant.Application.ClientId,
        Authority = simulator.Endpoint,
        GraphEndpoint = simulator.Endpoint,
        CredentialKind = CredentialKind.ClientSecret,
        PinnedServerCertificate = simulator.CertificateThumbprint,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    public static IOrganizationSource Connect(Organization organization, string? secret, GraphSourceOptions? options = null) =>
        new GraphOrganizationSourceFactory(options ?? Impatient).Connect(organization, secret);

    public ProtectedObject Protected => new(ObjectKind.User, Person.Id, "Anna", User);

    public IObjectReader Reader(Workload workload, params ExcludableFolder[] excluded) =>
        Source.OpenReader(Protected, workload, new ReadOptions { ExcludeFolders = excluded });

    /// <summary>One round over the mailbox.</summary>
    public Task BackUpMailAsync() => Mail.ApplyAsync(Reader(Workload.Mailbox));

    /// <summary>One round over the drive.</summary>
    public Task BackUpFilesAsync() => Files.ApplyAsync(Reader(Workload.OneDrive));

    /// <summary>One round over the archive.</summary>
    public Task BackUpArchiveAsync() => Old.ApplyAsync(Reader(Workload.ArchiveMailbox));

    /// <inheritdoc cref="AssertMailIsTrue"/>
    public void AssertArchiveIsTrue() => Truth.AssertMail(Tenant.Snapshot().User(User).Archive!, Old);

    /// <summary>One round over the contacts.</summary>
    public Task BackUpContactsAsync() => People.ApplyAsync(Reader(Workload.Contacts));

    /// <inheritdoc cref="AssertMailIsTrue"/>
    public void AssertContactsAreTrue() => Truth.AssertItems(Contacts.Snapshot(), People);

    /// <summary>One round over the calendars.</summary>
    public Task BackUpCalendarAsync() => Dates.ApplyAsync(Reader(Workload.Calendar));

    /// <inheritdoc cref="AssertMailIsTrue"/>
    public void AssertCalendarIsTrue() => Truth.AssertItems(Calendar.Snapshot(), Dates);

    public string AddMail(string folder, string subject) => Mailbox.AddMessage(folder, new NewMessage(Mime(subject)));

    public static byte[] Mime(string subject, int size = 300) => System.Text.Encoding.ASCII.GetBytes(
        $"From: Bernd <bernd@contoso.example>\r\nTo: Anna <anna@contoso.example>\r\nSubject: {subject}\r\nDate: Mon, 04 Mar 2024 09:00:00 +0000\r\n\r\n{new string('x', size)}\r\n");

    /// <summary>What is held is what the tenant holds.</summary>
    public void AssertMailIsTrue() => Truth.AssertMail(Tenant.Snapshot().User(User).Mailbox!, Mail);

    /// <inheritdoc cref="AssertMailIsTrue"/>
    public void AssertFilesAreTrue() => Truth.AssertFiles(Tenant.Snapshot().User(User).Drive!, Files);

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Simulator.DisposeAsync();
    }
}
