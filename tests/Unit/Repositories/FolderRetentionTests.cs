namespace Veeam365.Backup.Tests.Repositories;

public sealed class FolderRetentionTests : RetentionTests
{
    internal override BenchPlace Place => BenchPlace.Folder;
}
