using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Tests.Configuration;

/// <summary>Things to put into a configuration.</summary>
internal static class Samples
{
    public static DateTimeOffset Time { get; } = new DateTimeOffset(2025, 3, 30, 2, 30, 15, 123, TimeSpan.Zero).AddMicroseconds(456);

    public static Organization Organization(string name = "Contoso") => new()
    {
        Id = Guid.NewGuid(),
        Name = name,
        TenantId = "contoso.onmicrosoft.com",
        ClientId = "11111111-2222-3333-4444-555555555555",
        Authority = new Uri("https://login.microsoftonline.com/"),
        GraphEndpoint = new Uri("https://graph.microsoft.com/"),
        CredentialKind = CredentialKind.CertificateFile,
        CertificatePath = "/etc/ssl/contoso.pfx",
        CertificateThumbprint = "AB12",
        PinnedServerCertificate = new string('c', 64),
        CreatedAt = Time,
    };

    public static BackupRepository Repository(string name = "Main") => new()
    {
        Id = Guid.NewGuid(),
        Name = name,
        Store = new FolderStoreSettings("/backup/main"),
        IsEncrypted = true,
        Settings = new RepositorySettings
        {
            Retention = new RetentionPolicy(RetentionKind.ItemLevel, RetentionUnit.Months, 7),
            Immutability = new ImmutabilityPolicy(ImmutabilityMode.Compliance, 30),
            CompressionQuality = 4,
        },
        LastVerified = Time,
        CreatedAt = Time,
    };

    public static BackupJob Job(Organization organization, BackupRepository repository, string name = "Daily") => new()
    {
        Id = Guid.NewGuid(),
        Name = name,
        Description = "Every day",
        OrganizationId = organization.Id,
        RepositoryId = repository.Id,
        Scope = new BackupScope { WholeOrganization = true, Workloads = [Workload.Mailbox, Workload.Calendar] },
        Retry = new RetryPolicy(2, TimeSpan.FromMinutes(7)),
        Schedule = new JobSchedule
        {
            Kind = ScheduleKind.Periodic,
            Every = TimeSpan.FromMinutes(90),
            Days = ScheduleDays.Monday | ScheduleDays.Sunday,
            TimeZone = "Europe/Berlin",
            Window = BackupWindowText.Parse(["Mon-Fri 20-06"]),
            StopsOutsideWindow = true,
            Since = Time,
        },
        IsEnabled = false,
        CreatedAt = Time,
    };

    public static NewSession Session(BackupJob job, SessionOwner? owner = null, TimeSpan? lease = null) =>
        new(Guid.NewGuid(), job.Id, job.Name, 1, owner ?? SessionOwner.Current(), lease ?? TimeSpan.FromMinutes(5));

    public static ObjectIdentity Identity(BackupJob job, string id, Workload workload = Workload.Mailbox) =>
        new(job.OrganizationId, job.Id, new ProtectedObject(ObjectKind.User, id, $"User {id}", $"{id}@contoso.com"), workload);

    public static SessionTask Task(BackupSession session, ObjectIdentity identity, long weight) => new()
    {
        Id = Guid.NewGuid(),
        SessionId = session.Id,
        Identity = identity,
        Status = SessionTaskStatus.Pending,
        Weight = weight,
    };

    public static IReadOnlyList<SessionTask> Tasks(BackupSession session, BackupJob job, int count) =>
        [.. Enumerable.Range(1, count).Select(i => Task(session, Identity(job, $"u{i:d6}"), weight: i))];

    public static TaskOutcome Outcome(SessionTaskStatus status = SessionTaskStatus.Success, HeadRecord? head = null) =>
        new(status, head, new SessionStatistics { ItemsTransferred = 12, Throttled = TimeSpan.FromSeconds(1.5) }, null);

    public static SessionClosing Closing(SessionStatus status = SessionStatus.Success) => new(status, new SessionStatistics { ObjectsDone = 3 }, Guid.NewGuid(), "All went well");

    public static RestorePoint RestorePoint(BackupRepository repository, long sequence, Guid? jobId = null) => new()
    {
        Id = Guid.NewGuid(),
        Sequence = sequence,
        RepositoryId = repository.Id,
        JobId = jobId ?? Guid.NewGuid(),
        JobName = "Daily",
        OrganizationId = Guid.NewGuid(),
        OrganizationName = "Contoso",
        SessionId = Guid.NewGuid(),
        CreatedAt = Time.AddHours(sequence),
        Kind = SessionKind.Incremental,
        Objects = 4,
        Items = 5_000_000_000,
        Bytes = 6_000_000_000_000,
        Gaps = 7,
    };
}
