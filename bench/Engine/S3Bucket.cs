using Amazon.S3;
using Amazon.S3.Model;
using Veeam365.Backup.Tests.Support;

namespace Veeam365.Backup.Bench.Engine;

/// <summary>A bucket of a server that runs for the bench.</summary>
internal sealed record S3Bucket(S3Server Server, string Name)
{
    /// <summary>Creates one.</summary>
    public static async Task<S3Bucket> CreateAsync(S3Server server) => new(server, await server.CreateBucketAsync());

    /// <summary>What is in it.</summary>
    public async Task<(long Bytes, int Objects)> MeasureAsync(CancellationToken cancellationToken)
    {
        long bytes = 0;
        int objects = 0;
        await foreach (S3Object found in ListAsync(cancellationToken))
        {
            bytes += found.Size ?? 0;
            objects++;
        }
        return (bytes, objects);
    }

    /// <summary>Deletes everything in it: the server keeps its data in memory.</summary>
    public async Task EmptyAsync(CancellationToken cancellationToken)
    {
        using AmazonS3Client client = Server.CreateClient();
        await foreach (S3Object found in ListAsync(cancellationToken))
            await client.DeleteObjectAsync(Name, found.Key, cancellationToken);
    }

    private async IAsyncEnumerable<S3Object> ListAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using AmazonS3Client client = Server.CreateClient();
        var request = new ListObjectsV2Request { BucketName = Name };
        do
        {
            ListObjectsV2Response page = await client.ListObjectsV2Async(request, cancellationToken);
            foreach (S3Object found in page.S3Objects ?? [])
                yield return found;
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (request.ContinuationToken is not null);
    }
}
