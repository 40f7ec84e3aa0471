namespace Veeam365.Backup.Core.Configuration;

/// <summary>An exported key.</summary>
internal sealed record KeyTransferDocument
{
    public const string ByPassword = "veeam365 key, sealed with a password";
    public const string ByCertificate = "veeam365 key, sealed for a certificate";

    public required string Kind { get; init; }

    public byte[]? Salt { get; init; }

    public byte[]? Nonce { get; init; }

    public int Rounds { get; init; }

    public string? Thumbprint { get; init; }

    public required byte[] Key { get; init; }
}
