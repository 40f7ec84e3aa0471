using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Tests.Support;

/// <summary>A bucket of its own for a test class.</summary>
public sealed class S3Bucket : IAsyncLifetime
{
    /// <summary>The server.</summary>
    internal S3Server Server { get; private set; } = null!;

    /// <summary>The bucket's settings, with a prefix of its own at each call.</summary>
    public S3StoreSettings NewPlace() => Server.Settings(Name, Guid.NewGuid().ToString("N"));

    /// <summary>The bucket's name.</summary>
    public string Name { get; private set; } = "";

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Server = await S3Server.GetAsync();
        Name = await Server.CreateBucketAsync();
    }

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.CompletedTask;
}
