using Veeam365.Backup.Tests.Repositories;

namespace Veeam365.Backup.Tests.Jet;

public sealed class JetFaultTests : FaultTests
{
    internal override BenchPlace Place => BenchPlace.Jet;
}
