namespace Veeam365.Backup.Tests.Repositories;

public sealed class FolderFaultTests : FaultTests
{
    internal override BenchPlace Place => BenchPlace.Folder;
}
