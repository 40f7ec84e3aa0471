using Veeam365.Backup.Core.Hosting;

namespace Veeam365.Backup.Tests.Operations;

/// <summary>A second configuration of a test.</summary>
internal sealed class Disposing(BackupServices services) : IAsyncDisposable
{
    public BackupServices Services { get; } = services;

    public ValueTask DisposeAsync() => Services.Configuration.DisposeAsync();
}
