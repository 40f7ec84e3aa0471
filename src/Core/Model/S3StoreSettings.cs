namespace Veeam365.Backup.Core.Model;

/// <summary>A bucket of Amazon S3 or of a server that speaks its protocol. The secret key is kept apart, encrypted.</summary>
public sealed record S3StoreSettings : StoreSettings
{
    /// <summary>The service URL; null for Amazon's own of the region.</summary>
    public Uri? ServiceUrl { get; init; }

    /// <summary>The region's system name, e.g. eu-central-1.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The bucket; it must exist.</summary>
    public required string Bucket { get; init; }

    /// <summary>The key prefix below which everything lies, without slashes at either end; may be empty.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The access key id.</summary>
    public required string AccessKey { get; init; }

    /// <summary>True when the bucket is named in the path (most servers that are not Amazon's).</summary>
    public bool ForcePathStyle { get; init; } = true;

    /// <inheritdoc/>
    public override string Display => Prefix.Length == 0 ? $"s3://{Bucket}" : $"s3://{Bucket}/{Prefix}";
}
