using Veeam365.Backup.Core.Database;

namespace Veeam365.Backup.Tests.Database;

public sealed class SqliteMigrationTests : MigrationConformance, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("v365-mig-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    protected override IDatabase CreateDatabase() => new SqliteDatabase(Path.Combine(_folder, "sub", "test.db"));
}
