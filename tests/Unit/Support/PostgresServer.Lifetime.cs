namespace Veeam365.Backup.Tests.Support;

// Apart from the rest, which benches use without a test framework.
public sealed partial class PostgresServer : IAsyncLifetime;
