namespace Veeam365.Backup.Tests.Repositories;

public sealed class FolderRoundtripTests : RoundtripTests
{
    internal override BenchPlace Place => BenchPlace.Folder;
}
