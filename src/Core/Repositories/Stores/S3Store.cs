using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.Stores;

/// <summary>
/// A store in a bucket. Speaks a conservative profile of the protocol that servers other than Amazon's understand too: no aws-chunked bodies, no trailing
/// checksums (some servers refuse them, some store them as data), a precomputed SHA-256 as checksum, Content-MD5 where a server compares only that.
/// Makes one attempt at everything; <see cref="RetryingStore"/> goes around it.
/// </summary>
internal sealed class S3Store : IObjectStore
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);
    private readonly AmazonS3Client _client;
    private readonly S3StoreSettings _settings;
    private readonly StoreCapabilities? _known;
    private readonly string _prefix;

    /// <summary>Opens the bucket; nothing is asked of it yet.</summary>
    /// <param name="settings">Where.</param>
    /// <param name="secret">The secret key.</param>
    /// <param name="known">What it was found to be able to do; null before it was probed: then everything is tried.</param>
    public S3Store(S3StoreSettings settings, string secret, StoreCapabilities? known)
    {
        _settings = settings;
        _known = known;
        _prefix = settings.Prefix.Length == 0 ? "" : settings.Prefix.Trim('/') + "/";
        _client = new AmazonS3Client(new BasicAWSCredentials(settings.AccessKey, secret), Configure(settings));
    }

    /// <inheritdoc/>
    public StoreCapabilities Capabilities => _known ?? new StoreCapabilities(ConditionalPut: true, StoredChecksum: true, ChecksumOnPut: true);

    /// <inheritdoc/>
    public async Task<PutResult> PutAsync(PutRequest request, CancellationToken cancellationToken)
    {
        StoreKey.Check(request.Key);
        using SequenceStream body = new(request.Content);
        try
        {
            await _client.PutObjectAsync(Describe(request, body), cancellationToken);
            return PutResult.Stored;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.PreconditionFailed)
        {
            return PutResult.Exists;
        }
        catch (Exception e) when (S3Errors.Translate(e, _settings, request.Key, "write", cancellationToken) is { } translated)
        {
            throw translated;
        }
    }

    /// <inheritdoc/>
    public async Task<int> ReadAsync(string key, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        StoreKey.Check(key);
        if (buffer.IsEmpty)
            return 0;
        GetObjectRequest request = new()
        {
            BucketName = _settings.Bucket,
            Key = _prefix + key,
            ByteRange = new ByteRange(offset, offset + buffer.Length - 1),
        };
        try
        {
            using GetObjectResponse response = await _client.GetObjectAsync(request, cancellationToken);
            if (offset > 0 && response.HttpStatusCode != HttpStatusCode.PartialContent)
                throw StoreFault.Unreachable(_settings.Display, "it does not read parts of objects", new ProtocolViolationException());
            int expected = (int)Math.Min(buffer.Length, response.ContentLength);
            int read = await response.ResponseStream.ReadAtLeastAsync(buffer[..expected], expected, throwOnEndOfStream: false, cancellationToken);
            return read == expected ? read : throw new EndOfStreamException("The answer broke off.");
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return 0;
        }
        catch (Exception e) when (S3Errors.Translate(e, _settings, key, "read", cancellationToken) is { } translated)
        {
            throw translated;
        }
    }

    /// <inheritdoc/>
    public async Task<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        StoreKey.Check(key);
        GetObjectMetadataRequest request = new() { BucketName = _settings.Bucket, Key = _prefix + key, ChecksumMode = ChecksumMode.ENABLED };
        try
        {
            GetObjectMetadataResponse found = await _client.GetObjectMetadataAsync(request, cancellationToken);
            return new StoredObject(key, found.ContentLength, HashOf(found.ChecksumSHA256), TimeOf(found.LastModified));
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
        catch (Exception e) when (S3Errors.Translate(e, _settings, key, "read", cancellationToken) is { } translated)
        {
            throw translated;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, string? startAfter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        StoreKey.CheckPrefix(prefix);
        ListObjectsV2Request request = new()
        {
            BucketName = _settings.Bucket,
            Prefix = _prefix + prefix,
            StartAfter = startAfter is null ? null : _prefix + startAfter,
        };
        do
        {
            ListObjectsV2Response page = await ListPageAsync(request, cancellationToken);
            foreach (S3Object found in page.S3Objects ?? [])
            {
                string key = found.Key[_prefix.Length..];
                if (StoreKey.IsValid(key) && (startAfter is null || string.CompareOrdinal(key, startAfter) > 0))
                    yield return new StoredObject(key, found.Size ?? 0, null, TimeOf(found.LastModified));
            }

            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        StoreKey.Check(key);
        try
        {
            await _client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = _settings.Bucket, Key = _prefix + key }, cancellationToken);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
        {
            // It is not there: that is what was asked for.
        }
        catch (Exception e) when (S3Errors.Translate(e, _settings, key, "delete", cancellationToken) is { } translated)
        {
            throw translated;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private static AmazonS3Config Configure(S3StoreSettings settings)
    {
        AmazonS3Config config = new()
        {
            ForcePathStyle = settings.ForcePathStyle,
            MaxErrorRetry = 0,
            Timeout = RequestTimeout,
            ConnectTimeout = ConnectTimeout,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (settings.ServiceUrl is null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(settings.Region);
        }
        else
        {
            config.ServiceURL = settings.ServiceUrl.AbsoluteUri;
            config.AuthenticationRegion = settings.Region;
        }

        return config;
    }

    private static Sha256Hash? HashOf(string? checksum)
    {
        Span<byte> bytes = stackalloc byte[Sha256Hash.Size];
        return checksum is not null && Convert.TryFromBase64String(checksum, bytes, out int length) && length == Sha256Hash.Size ? new Sha256Hash(bytes) : null;
    }

    private static DateTimeOffset TimeOf(DateTime? time) => time is { } value ? new DateTimeOffset(value.ToUniversalTime()) : default;

    private PutObjectRequest Describe(PutRequest request, SequenceStream body)
    {
        PutObjectRequest put = new()
        {
            BucketName = _settings.Bucket,
            Key = _prefix + request.Key,
            InputStream = body,
            AutoCloseStream = false,
            UseChunkEncoding = false,
            ContentType = "application/octet-stream",
            ChecksumSHA256 = Convert.ToBase64String(request.Hash.ToArray()),
        };
        // The signer would hash the body once more. Over TLS, with a server that is known to compare the checksum, that gains nothing.
        put.DisablePayloadSigning = _known is { ChecksumOnPut: true } && (_settings.ServiceUrl is null or { Scheme: "https" });
        if (request.IfAbsent && Capabilities.ConditionalPut)
            put.IfNoneMatch = "*";
        if (!Capabilities.ChecksumOnPut)
            put.MD5Digest = Md5Of(request);
        return put;
    }

    /// <summary>For servers that check nothing else. No protection against forgery is expected of it.</summary>
    private static string Md5Of(PutRequest request)
    {
        using IncrementalHash md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (ReadOnlyMemory<byte> piece in request.Content)
            md5.AppendData(piece.Span);
        return Convert.ToBase64String(md5.GetHashAndReset());
    }

    private async Task<ListObjectsV2Response> ListPageAsync(ListObjectsV2Request request, CancellationToken cancellationToken)
    {
        try
        {
            return await _client.ListObjectsV2Async(request, cancellationToken);
        }
        catch (Exception e) when (S3Errors.Translate(e, _settings, "", "list", cancellationToken) is { } translated)
        {
            throw translated;
        }
    }
}
