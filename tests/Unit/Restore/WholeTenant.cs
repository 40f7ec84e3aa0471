using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Restore;

/// <summary>A tenant that has something of every workload that can be written, and what happens to it.</summary>
internal static class WholeTenant
{
    public static void Fill(SimulatedTenant tenant)
    {
        SimulatedUser anna = tenant.AddUser(new NewUser(RestoreWorld.User) { HasArchive = true });
        MailRestoreTests.Fill(anna);
        FileRestoreTests.Fill(anna);
        ContactAndEventRestoreTests.FillContacts(anna);
        ContactAndEventRestoreTests.FillCalendar(anna);
        SiteRestoreTests.Fill(tenant);
        TeamRestoreTests.Fill(tenant);
    }

    /// <summary>Removes everything of the user for good, and much of the rest.</summary>
    public static void Harm(SimulatedTenant tenant)
    {
        RestoreFaultTests.Empty(tenant.User(RestoreWorld.User));
        SiteRestoreTests.Harm(tenant.Sites.Single(s => s.WebUrl.EndsWith("/sites/hr", StringComparison.Ordinal)));
        TeamRestoreTests.Harm(tenant.Group("Marketing").Team);
    }

    public static void AssertIsTrue(RestoreWorld world)
    {
        RestoreFaultTests.AssertIsTrue(world);
        SiteRestoreTests.AssertIsTrue(world);
        TeamRestoreTests.AssertIsTrue(world);
    }
}
