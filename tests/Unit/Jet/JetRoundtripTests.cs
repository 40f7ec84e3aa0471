using Veeam365.Backup.Tests.Repositories;

namespace Veeam365.Backup.Tests.Jet;

public sealed class JetRoundtripTests : RoundtripTests
{
    internal override BenchPlace Place => BenchPlace.Jet;
}
