namespace Veeam365.Backup.Tests.Repositories;

public sealed class FolderRetentionHistoryTests : RetentionHistoryTests
{
    internal override BenchPlace Place => BenchPlace.Folder;
}
