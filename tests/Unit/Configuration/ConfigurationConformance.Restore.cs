using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Tests.Configuration;

/// <content>Restore sessions, and the applications that restore.</content>
public abstract partial class ConfigurationConformance
{
    [Fact]
    public async Task The_application_that_restores_and_its_secret_come_back_and_survive_a_change_of_the_organization()
    {
        Organization organization = Samples.Organization();
        var application = new RestoreApplication("11111111-2222-3333-4444-555555555555", CredentialKind.ClientSecret);
        await Configuration.Organizations.AddAsync(organization, "reading", None);

        await Configuration.Organizations.SetRestoreAsync(organization.Id, application, "writing", None);
        Organization changed = (await Configuration.Organizations.FindAsync(organization.Name, None))!;
        await Configuration.Organizations.UpdateAsync(changed with { Name = "Renamed" }, "reading 2", None);

        Assert.Equal(application, (await Configuration.Organizations.FindAsync("Renamed", None))!.Restore);
        Assert.Equal("writing", await Configuration.Organizations.ReadRestoreSecretAsync(organization.Id, None));
        Assert.Equal("reading 2", await Configuration.Organizations.ReadSecretAsync(organization.Id, None));
        Assert.DoesNotContain("writing", System.Text.Encoding.Latin1.GetString(await ReadRawAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_application_that_restores_can_be_taken_away()
    {
        Organization organization = Samples.Organization();
        await Configuration.Organizations.AddAsync(organization, null, None);
        await Configuration.Organizations.SetRestoreAsync(organization.Id, new RestoreApplication("x", CredentialKind.ClientSecret), "writing", None);

        await Configuration.Organizations.SetRestoreAsync(organization.Id, null, null, None);

        Assert.Null((await Configuration.Organizations.FindAsync(organization.Name, None))!.Restore);
        Assert.Null(await Configuration.Organizations.ReadRestoreSecretAsync(organization.Id, None));
    }

    [Fact]
    public async Task A_restore_session_keeps_its_statistics_its_log_and_its_end()
    {
        RestoreSession session = await Configuration.RestoreSessions.CreateAsync(NewRestore(TimeSpan.FromMinutes(1)), None);
        var done = new RestoreStatistics { ItemsTotal = 5, Created = 3, Failed = 1, BytesSent = 77 };
        bool isOurs = await Configuration.RestoreSessions.RenewAsync(session.Id, done, TimeSpan.FromMinutes(1), None);
        await Configuration.RestoreSessions.AppendLogAsync(session.Id, [new SessionLogEntry(0, Samples.Time, LogSeverity.Info, "one"), new SessionLogEntry(0, Samples.Time, LogSeverity.Warning, "two")], None);
        await Configuration.RestoreSessions.CloseAsync(session.Id, new RestoreSessionClosing(SessionStatus.Warning, done, "some failed"), None);

        RestoreSession ended = (await (await OpenAsync()).RestoreSessions.FindAsync(session.Id, None))!;

        Assert.True(isOurs);
        Assert.Equal((SessionStatus.Warning, "some failed", done), (ended.Status, ended.Message, ended.Statistics));
        Assert.NotNull(ended.EndedAt);
        Assert.Equal([(1, "one"), (2, "two")], (await Configuration.RestoreSessions.ReadLogAsync(session.Id, None)).Select(l => (l.Number, l.Message)));
        Assert.False(await Configuration.RestoreSessions.RenewAsync(session.Id, done, TimeSpan.FromMinutes(1), None));
    }

    [Fact]
    public async Task Restore_sessions_come_newest_first_and_one_of_which_nothing_was_heard_is_disconnected()
    {
        RestoreSession silent = await Configuration.RestoreSessions.CreateAsync(NewRestore(TimeSpan.FromSeconds(-1)), None);
        RestoreSession alive = await Configuration.RestoreSessions.CreateAsync(NewRestore(TimeSpan.FromMinutes(1)), None);

        await Configuration.RestoreSessions.MarkDisconnectedAsync(None);

        List<RestoreSession> sessions = await Configuration.RestoreSessions.ListAsync(None).ToListAsync();
        Assert.Equal([(alive.Id, SessionStatus.Running), (silent.Id, SessionStatus.Disconnected)], sessions.Select(s => (s.Id, s.Status)));
    }

    private static NewRestoreSession NewRestore(TimeSpan lease) => new(
        Guid.CreateVersion7(),
        new RestorePoint
        {
            Id = Guid.NewGuid(),
            Sequence = 1,
            RepositoryId = Guid.NewGuid(),
            JobId = Guid.NewGuid(),
            JobName = "Daily",
            OrganizationId = Guid.NewGuid(),
            OrganizationName = "Contoso",
            SessionId = Guid.NewGuid(),
            CreatedAt = Samples.Time,
            Kind = SessionKind.Full,
            Objects = 1,
            Items = 1,
            Bytes = 1,
            Gaps = 0,
        },
        "Contoso",
        "original places",
        SessionOwner.Current(),
        lease);
}
