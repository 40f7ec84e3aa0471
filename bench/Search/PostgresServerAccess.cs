namespace Veeam365.Backup.Tests.Support;

// The tests' server, which is public there.
internal sealed partial class PostgresServer;
