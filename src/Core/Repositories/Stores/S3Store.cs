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
    private readonly S3Versions _versions;

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
        _versions = new S3Versions(_client, settings, _prefix);
    }

    /// <summary>Versions make good for a missing condition: the oldest one of a key tells who was first.</summary>
    public StoreCapabilities Capabilities => _known is null ? Everything : _known with { ConditionalPut = _known.ConditionalPut || _known.Versioned };

    private static StoreCapabilities Everything { get; } = new(ConditionalPut: true, StoredChecksum: true, ChecksumOnPut: true, ObjectLock: true, Versioned: true);

    private bool HasConditions => _known is null or { ConditionalPut: true };

    /// <inheritdoc/>
    public async Task<PutResult> PutAsync(PutRequest request, CancellationToken cancellationToken)
    {
        StoreKey.Check(request.Key);
        if (!request.IfAbsent || _known is not { Versioned: true })
            return await SendAsync(request, cancellationToken) is null ? PutResult.Exists : PutResult.Stored;
        // A server's own condition does not see what a delete marker hides.
        if (await HeadAsync(request.Key, cancellationToken) is not null)
            return PutResult.Exists;
        return HasConditions
            ? await SendAsync(request, cancellationToken) is null ? PutResult.Exists : PutResult.Stored
            : await PutFirstAsync(request, cancellationToken);
    }

    /// <summary>For servers that ignore conditions on versioned buckets (Ceph 16 does): whoever wrote the oldest version was first, the others take theirs back. Locked only then.</summary>
    private async Task<PutResult> PutFirstAsync(PutRequest request, CancellationToken cancellationToken)
    {
        string ours = await SendAsync(request with { Lock = null }, cancellationToken) ?? throw new InvalidOperationException("No condition was sent.");
        IReadOnlyList<S3ObjectVersion> versions = await _versions.ListOfAsync(request.Key, cancellationToken) ?? [];
        if (versions.LastOrDefault(v => v.IsDeleteMarker != true)?.VersionId == ours)
        {
            if (request.Lock is { } wanted)
                await ExtendLockAsync(request.Key, ours, wanted, cancellationToken);
            return PutResult.Stored;
        }

        await DeleteAsync(request.Key, ours, cancellationToken);
        return PutResult.Exists;
    }

    /// <returns>The version that was made, empty for none; null when the condition did not hold.</returns>
    private async Task<string?> SendAsync(PutRequest request, CancellationToken cancellationToken)
    {
        using SequenceStream body = new(request.Content);
        try
        {
            return (await _client.PutObjectAsync(Describe(request, body), cancellationToken)).VersionId ?? "";
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.PreconditionFailed)
        {
            return null;
        }
        catch (Exception e) when (S3Errors.Translate(e, _settings, request.Key, "write", cancellationToken) is { } translated)
        {
            throw translated;
        }
    }

    /// <inheritdoc/>
    public Task<int> ReadAsync(string key, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        StoreKey.Check(key);
        return buffer.IsEmpty
            ? Task.FromResult(0)
            : ThroughDeletionAsync(key, version => ReadAsync(key, version, offset, buffer, cancellationToken), cancellationToken);
    }

    private async Task<int> ReadAsync(string key, string? version, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        GetObjectRequest request = new()
        {
            BucketName = _settings.Bucket,
            Key = _prefix + key,
            VersionId = version,
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
        try
        {
            return await ThroughDeletionAsync(key, version => HeadAsync(key, version, cancellationToken), cancellationToken);
        }
        catch (StoreObjectMissingException)
        {
            return null;
        }
    }

    private async Task<StoredObject> HeadAsync(string key, string? version, CancellationToken cancellationToken)
    {
        GetObjectMetadataRequest request = new() { BucketName = _settings.Bucket, Key = _prefix + key, VersionId = version, ChecksumMode = ChecksumMode.ENABLED };
        try
        {
            GetObjectMetadataResponse found = await _client.GetObjectMetadataAsync(request, cancellationToken);
            return new StoredObject(key, found.ContentLength, HashOf(found.ChecksumSHA256), TimeOf(found.LastModified));
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
        if (_known is { Versioned: true })
        {
            await foreach (StoredObject found in ListVersionedAsync(prefix, startAfter, cancellationToken))
                yield return found;
            yield break;
        }

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
        if (!MayHaveVersions || await _versions.ListOfAsync(key, cancellationToken) is not { } versions)
        {
            await DeleteAsync(key, null, cancellationToken);
            return;
        }

        // A delete that names no version would only hide the object. Markers go last: until then what is left stays as hidden as it was.
        foreach (S3ObjectVersion version in versions.OrderBy(v => v.IsDeleteMarker == true))
            await DeleteAsync(key, version.VersionId, cancellationToken);
    }

    private async Task DeleteAsync(string key, string? version, CancellationToken cancellationToken)
    {
        try
        {
            await _client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = _settings.Bucket, Key = _prefix + key, VersionId = version }, cancellationToken);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
        {
            // It is not there: that is what was asked for.
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.Forbidden && version is not null)
        {
            // The same answer for a missing right and for a lock.
            ObjectLock? found = await FindLockAsync(key, version, cancellationToken);
            throw found is null ? StoreFault.AccessDenied(_settings.Display, "delete", e) : StoreFault.Locked(key, found.Until, e);
        }
        catch (Exception e) when (S3Errors.Translate(e, _settings, key, "delete", cancellationToken) is { } translated)
        {
            throw translated;
        }
    }

    /// <inheritdoc/>
    public Task<ObjectLock?> FindLockAsync(string key, CancellationToken cancellationToken) =>
        ThroughDeletionAsync(key, version => FindLockAsync(key, version, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task ExtendLockAsync(string key, ObjectLock wanted, CancellationToken cancellationToken) =>
        ThroughDeletionAsync(
            key,
            async version =>
            {
                await ExtendLockAsync(key, version, wanted, cancellationToken);
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> KeepsVersionsAsync(string key, CancellationToken cancellationToken)
    {
        StoreKey.Check(key);
        // A bucket that never had versions calls the only one "null".
        return await _versions.ListOfAsync(key, cancellationToken) is { } versions && versions.Any(v => v.VersionId is { Length: > 0 } and not "null");
    }

    private async Task<ObjectLock?> FindLockAsync(string key, string? version, CancellationToken cancellationToken)
    {
        try
        {
            GetObjectRetentionRequest request = new() { BucketName = _settings.Bucket, Key = _prefix + key, VersionId = version };
            ObjectLockRetention? found = (await _client.GetObjectRetentionAsync(request, cancellationToken)).Retention;
            if (found?.RetainUntilDate is not { } until || found.Mode is null)
                return null;
            return new ObjectLock(found.Mode == ObjectLockRetentionMode.Compliance ? ImmutabilityMode.Compliance : ImmutabilityMode.Governance, TimeOf(until));
        }
        catch (AmazonS3Exception e) when (e.ErrorCode is "NoSuchObjectLockConfiguration" or "ObjectLockConfigurationNotFoundError" or "InvalidRequest")
        {
            return null;
        }
        catch (Exception e) when (S3Errors.Translate(e, _settings, key, "read the lock", cancellationToken) is { } translated)
        {
            throw translated;
        }
    }

    private async Task ExtendLockAsync(string key, string? version, ObjectLock wanted, CancellationToken cancellationToken)
    {
        PutObjectRetentionRequest request = new()
        {
            BucketName = _settings.Bucket,
            Key = _prefix + key,
            VersionId = version,
            Retention = new ObjectLockRetention { Mode = RetentionModeOf(wanted.Mode), RetainUntilDate = wanted.Until.UtcDateTime },
        };
        try
        {
            await _client.PutObjectRetentionAsync(request, cancellationToken);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.Forbidden)
        {
            // A lock that ends later cannot be shortened, and need not be.
            if (await FindLockAsync(key, version, cancellationToken) is not { } found || found.Until < wanted.Until)
                throw StoreFault.AccessDenied(_settings.Display, $"lock '{key}'", e);
        }
        catch (Exception e) when (S3Errors.Translate(e, _settings, key, "lock", cancellationToken) is { } translated)
        {
            throw translated;
        }
    }

    private bool MayHaveVersions => _known is null or { Versioned: true };

    /// <summary>
    /// Does something with an object's newest bytes, also where a delete marker hides them: in a locked bucket anybody with the right to delete can hide objects, but not remove them.
    /// </summary>
    private async Task<T> ThroughDeletionAsync<T>(string key, Func<string?, Task<T>> act, CancellationToken cancellationToken)
    {
        StoreKey.Check(key);
        try
        {
            return await act(null);
        }
        catch (StoreObjectMissingException) when (MayHaveVersions)
        {
            IReadOnlyList<S3ObjectVersion>? versions = await _versions.ListOfAsync(key, cancellationToken);
            if (versions?.FirstOrDefault(v => v.IsDeleteMarker != true) is not { } hidden)
                throw;
            return await act(hidden.VersionId);
        }
    }

    private async IAsyncEnumerable<StoredObject> ListVersionedAsync(string prefix, string? startAfter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? last = null;
        await foreach (S3ObjectVersion found in _versions.ListAsync(prefix, startAfter, cancellationToken))
        {
            // Newest first: the first one with bytes is what reads return.
            if (found.IsDeleteMarker == true || found.Key == last)
                continue;
            last = found.Key;
            string key = found.Key[_prefix.Length..];
            if (StoreKey.IsValid(key) && (startAfter is null || string.CompareOrdinal(key, startAfter) > 0))
                yield return new StoredObject(key, found.Size ?? 0, null, TimeOf(found.LastModified));
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

    private static ObjectLockRetentionMode RetentionModeOf(ImmutabilityMode mode) =>
        mode == ImmutabilityMode.Compliance ? ObjectLockRetentionMode.Compliance : ObjectLockRetentionMode.Governance;

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
        if (request.Lock is { } wanted)
        {
            put.ObjectLockMode = wanted.Mode == ImmutabilityMode.Compliance ? ObjectLockMode.Compliance : ObjectLockMode.Governance;
            put.ObjectLockRetainUntilDate = wanted.Until.UtcDateTime;
        }

        if (request.IfAbsent && HasConditions)
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
