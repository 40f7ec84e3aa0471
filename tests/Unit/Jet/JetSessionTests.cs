using Veeam365.Backup.Core.Repositories.Jet;
using Veeam365.Backup.Core.Repositories.Jet.Esent;
using Veeam365.Backup.Core.Repositories.Stores;
using Veeam365.Backup.Tests.Repositories;

namespace Veeam365.Backup.Tests.Jet;

public sealed class JetSessionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Ten_thousand_sessions_leak_no_handle()
    {
        EsentEngine.Ready();
        string file = Path.Combine(_folder.Root, "repository.adb");
        JetDatabase.Open(file, new JetOptions()).Dispose();
        using EsentInstance instance = EsentInstance.Create(Guid.NewGuid().ToString("N"));
        foreach (EsentParameter path in new[] { EsentParameter.SystemPath, EsentParameter.LogFilePath, EsentParameter.TempPath })
            instance.Set(path, JetLayout.Logs(file));
        instance.Set(EsentParameter.BaseName, "edb");
        instance.Set(EsentParameter.CircularLog, 1);
        instance.Set(EsentParameter.LogFileSize, new JetOptions().LogFileKilobytes);
        instance.Set(EsentParameter.MaxTemporaryTables, 0);
        // So few at a time that a leak of one in a thousand ends it.
        instance.Set(EsentParameter.MaxSessions, 10);
        instance.Initialize();
        using (EsentSession session = EsentSession.Begin(instance))
            session.AttachDatabase(file, 0);
        for (int i = 0; i < 10_000; i++)
            JetCursor.Open(instance, file).Dispose();
    }

    [Fact]
    public void A_cursor_that_met_an_error_is_closed()
    {
        EsentEngine.Ready();
        using JetDatabase database = JetDatabase.Open(Path.Combine(_folder.Root, "repository.adb"), new JetOptions { Sessions = 10 });
        for (int i = 0; i < 100; i++)
        {
            EsentEngine.Fail(_folder.Root, "JetUpdate", after: 0, (int)EsentError.errDiskIO);
            Assert.Equal(EsentError.errDiskIO, Assert.Throws<EsentException>(() => database.Put(PutRequest.Of("a", new byte[] { 1 }))).Error);
        }

        database.Put(PutRequest.Of("a", new byte[] { 1 }));
        Assert.NotNull(database.Find("a"));
    }

    [Fact]
    public void A_database_whose_opening_failed_can_be_opened_again()
    {
        EsentEngine.Ready();
        string file = Path.Combine(_folder.Root, "repository.adb");
        foreach (string function in new[] { "JetInit", "JetBeginSessionW", "JetCreateDatabase2W", "JetOpenDatabaseW", "JetCreateTableW", "JetAddColumnW", "JetCreateIndex2W", "JetOpenTableW", "JetCommitTransaction" })
        {
            EsentEngine.Fail(_folder.Root, function, after: 0, (int)EsentError.errDiskIO);
            Assert.Throws<EsentException>(() => JetDatabase.Open(file, new JetOptions()));
        }

        using JetDatabase database = JetDatabase.Open(file, new JetOptions());
        database.Put(PutRequest.Of("a", new byte[] { 1 }));
    }
}
