using System.Security.Cryptography;
using System.Text;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>The keys of an open repository, derived from its repository key; none of them for a plain one.</summary>
internal sealed class RepositoryKeys
{
    private readonly byte[]? _data;
    private readonly byte[]? _metadata;
    private readonly byte[]? _ids;
    private readonly byte[]? _cutting;

    private RepositoryKeys(ReadOnlySpan<byte> repositoryKey)
    {
        if (repositoryKey.IsEmpty)
            return;
        _data = Derive(repositoryKey, "veeam365 data");
        _metadata = Derive(repositoryKey, "veeam365 metadata");
        _ids = Derive(repositoryKey, "veeam365 ids");
        _cutting = Derive(repositoryKey, "veeam365 cutting");
    }

    /// <summary>Those of a repository without encryption.</summary>
    public static RepositoryKeys Plain { get; } = new([]);

    /// <summary>True when data is encrypted.</summary>
    public bool IsEncrypted => _data is not null;

    /// <summary>Those of a repository key of 32 bytes.</summary>
    public static RepositoryKeys From(ReadOnlySpan<byte> repositoryKey) => new(repositoryKey);

    /// <summary>The name of content in this repository: its SHA-256, or a keyed hash of that, so that ids tell nothing about content.</summary>
    public Sha256Hash ChunkId(Sha256Hash contentHash)
    {
        if (_ids is null)
            return contentHash;
        Span<byte> hash = stackalloc byte[Sha256Hash.Size];
        Span<byte> id = stackalloc byte[Sha256Hash.Size];
        contentHash.CopyTo(hash);
        HMACSHA256.HashData(_ids, hash, id);
        return new Sha256Hash(id);
    }

    /// <summary>The seed of the cutting's gear table.</summary>
    public ReadOnlySpan<byte> CuttingSeed => _cutting is null ? "veeam365 cutting"u8 : _cutting;

    /// <summary>What seals one object.</summary>
    public ObjectSeal SealOf(SealedKind kind, ObjectId id, string key) =>
        new(kind == SealedKind.Pack ? _data : _metadata, kind, id, key);

    private static byte[] Derive(ReadOnlySpan<byte> key, string use)
    {
        byte[] derived = new byte[32];
        HKDF.Expand(HashAlgorithmName.SHA256, key, derived, Encoding.ASCII.GetBytes(use));
        return derived;
    }
}
