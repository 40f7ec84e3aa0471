using Amazon.S3;
using Amazon.S3.Model;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Tests.Support;

/// <summary>A bucket with Object Lock for a test class.</summary>
public sealed class S3LockedBucket : IAsyncLifetime
{
    /// <summary>The server.</summary>
    internal S3Server Server { get; private set; } = null!;

    /// <summary>The bucket's name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The bucket's settings, with a prefix of its own at each call.</summary>
    public S3StoreSettings NewPlace() => Server.Settings(Name, Guid.NewGuid().ToString("N"));

    /// <summary>Until when each object below a prefix is locked, as the server says; the newest version that is no delete marker counts.</summary>
    public async Task<Dictionary<string, DateTimeOffset?>> ReadLocksAsync(S3StoreSettings place)
    {
        using AmazonS3Client client = Server.CreateClient();
        var locks = new Dictionary<string, DateTimeOffset?>(StringComparer.Ordinal);
        foreach (S3ObjectVersion version in (await client.ListVersionsAsync(new ListVersionsRequest { BucketName = Name, Prefix = place.Prefix + "/" })).Versions ?? [])
        {
            string key = version.Key[(place.Prefix.Length + 1)..];
            if (version.IsDeleteMarker != true && !locks.ContainsKey(key))
                locks.Add(key, await ReadLockAsync(client, version));
        }

        return locks;
    }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Server = await S3Server.GetAsync();
        Name = await Server.CreateBucketAsync(withObjectLock: true);
    }

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.CompletedTask;

    private async Task<DateTimeOffset?> ReadLockAsync(AmazonS3Client client, S3ObjectVersion version)
    {
        try
        {
            GetObjectRetentionRequest request = new() { BucketName = Name, Key = version.Key, VersionId = version.VersionId };
            return (await client.GetObjectRetentionAsync(request)).Retention?.RetainUntilDate is { } until ? new DateTimeOffset(until.ToUniversalTime()) : null;
        }
        catch (AmazonS3Exception)
        {
            return null;
        }
    }
}
