using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.Stores;

/// <summary>Lists the versions of objects in a bucket, newest first of each key; delete markers are among them.</summary>
internal sealed class S3Versions(AmazonS3Client client, S3StoreSettings settings, string root)
{
    /// <summary>The versions of one object; null when the server knows no versions.</summary>
    public async Task<IReadOnlyList<S3ObjectVersion>?> ListOfAsync(string key, CancellationToken cancellationToken)
    {
        List<S3ObjectVersion> found = [];
        try
        {
            await foreach (S3ObjectVersion version in ListAsync(key, null, cancellationToken))
            {
                // Keys that go on after this one follow it.
                if (version.Key != root + key)
                    break;
                found.Add(version);
            }
        }
        catch (RepositoryException e) when (e.ErrorId is "Repository.NotSupported" or "Repository.AccessDenied")
        {
            return null;
        }

        return found;
    }

    /// <summary>All versions of objects whose keys begin with the prefix and are greater than the given one.</summary>
    public async IAsyncEnumerable<S3ObjectVersion> ListAsync(string prefix, string? startAfter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ListVersionsRequest request = new()
        {
            BucketName = settings.Bucket,
            Prefix = root + prefix,
            KeyMarker = startAfter is null ? null : root + startAfter,
        };
        while (true)
        {
            ListVersionsResponse page = await ListPageAsync(request, cancellationToken);
            foreach (S3ObjectVersion version in page.Versions ?? [])
                yield return version;
            if (page.IsTruncated != true)
                yield break;
            request.KeyMarker = page.NextKeyMarker;
            request.VersionIdMarker = page.NextVersionIdMarker;
        }
    }

    private async Task<ListVersionsResponse> ListPageAsync(ListVersionsRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await client.ListVersionsAsync(request, cancellationToken);
        }
        catch (Exception e) when (S3Errors.Translate(e, settings, "", "list versions", cancellationToken) is { } translated)
        {
            throw translated;
        }
    }
}
