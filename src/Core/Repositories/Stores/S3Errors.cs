using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.Stores;

/// <summary>Turns the errors of S3 into ours. Codes: Amazon S3 API Reference, "Error responses"; those of other servers are named where they differ.</summary>
internal static class S3Errors
{
    /// <summary>The typed error; null for cancellation and for what is no error of the store.</summary>
    public static BackupException? Translate(Exception error, S3StoreSettings settings, string key, string action, CancellationToken cancellationToken) => error switch
    {
        BackupException => null,
        OperationCanceledException when cancellationToken.IsCancellationRequested => null,
        AmazonS3Exception s3 => OfCode(s3, settings, key, action),
        AmazonServiceException or AmazonClientException or HttpRequestException or IOException or SocketException or TimeoutException or OperationCanceledException or WebException =>
            StoreFault.Transient(StoreFault.Unreachable(settings.Display, action, error)),
        _ => null,
    };

    private static BackupException OfCode(AmazonS3Exception error, S3StoreSettings settings, string key, string action)
    {
        string place = settings.Display;
        switch (error.ErrorCode)
        {
            case "NoSuchBucket":
                return StoreFault.PlaceMissing($"The bucket '{settings.Bucket}'", error);
            case "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "RequestTimeTooSkewed" or "InvalidToken" or "ExpiredToken":
                return StoreFault.WrongCredential(place, error);
            case "BadDigest" or "InvalidDigest" or "XAmzContentSHA256Mismatch" or "XAmzContentChecksumMismatch" or "IncompleteBody":
                return StoreFault.ArrivedDamaged(key, error);
            // Ceph, MinIO and others each have a word of their own for a full bucket or disk.
            case "QuotaExceeded" or "XMinioStorageFull" or "XMinioAdminBucketQuotaExceeded" or "InsufficientStorage" or "EntityTooLargeForQuota":
                return StoreFault.Full(place, error);
            case "ConditionalRequestConflict" or "OperationAborted":
                return StoreFault.Transient(StoreFault.Unreachable(place, action, error));
            default:
                return OfStatus(error, place, key, action);
        }
    }

    private static BackupException OfStatus(AmazonS3Exception error, string place, string key, string action) => (int)error.StatusCode switch
    {
        404 => new StoreObjectMissingException(key, error),
        401 or 403 => StoreFault.AccessDenied(place, action, error),
        501 => new RepositoryException("Repository.NotSupported", $"{place} does not support what was asked ({action}).", "Use a store that does, or ask its vendor.", error),
        507 => StoreFault.Full(place, error),
        // No status: the connection broke. Busy and broken servers recover.
        0 or 408 or 429 or >= 500 => StoreFault.Transient(StoreFault.Unreachable(place, action, error)),
        _ => StoreFault.Unreachable(place, $"{action}: {error.ErrorCode}", error),
    };
}
