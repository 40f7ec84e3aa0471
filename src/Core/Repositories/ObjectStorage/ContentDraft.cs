using System.Buffers;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Content that was read and hashed, on its way into a block; or, when large or known, with its place.</summary>
internal struct ContentDraft
{
    private byte[]? _rented;

    /// <summary>Its length.</summary>
    public long Length { get; private init; }

    /// <summary>SHA-256 of it.</summary>
    public Sha256Hash Hash { get; private init; }

    /// <summary>Its chunk id, when all of it goes into a block.</summary>
    public Sha256Hash Id { get; private init; }

    /// <summary>Its bytes, when all of it goes into a block.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private init; }

    /// <summary>Its pieces, when some of it goes into a block.</summary>
    public IReadOnlyList<DraftPiece>? Pieces { get; private init; }

    /// <summary>Where it is, when known.</summary>
    public byte[]? Location { get; private init; }

    /// <summary>The packs of this session it needs, as far as its place is known.</summary>
    public IReadOnlyCollection<OpenPack> Packs { get; private init; }

    /// <summary>Small content that goes into a block.</summary>
    public static ContentDraft ForBlock(ReadOnlyMemory<byte> bytes, Sha256Hash hash, Sha256Hash id, byte[]? rented) =>
        new() { Length = bytes.Length, Hash = hash, Id = id, Bytes = bytes, Packs = [], _rented = rented };

    /// <summary>Small content of which some goes into a block.</summary>
    public static ContentDraft InPieces(int length, Sha256Hash hash, IReadOnlyList<DraftPiece> pieces, IReadOnlyCollection<OpenPack> packs, byte[]? rented) =>
        new() { Length = length, Hash = hash, Pieces = pieces, Packs = packs, _rented = rented };

    /// <summary>Content that has a place.</summary>
    public static ContentDraft Located(StoredContent stored) => new()
    {
        Length = stored.Reference.Length,
        Hash = stored.Reference.Hash,
        Location = stored.Reference.Location.ToArray(),
        Packs = stored.Packs,
    };

    /// <summary>Small content that is stored already.</summary>
    public static ContentDraft Located(long length, Sha256Hash hash, KnownChunk known) => new()
    {
        Length = length,
        Hash = hash,
        Location = ContentLocation.Single(known.Place),
        Packs = known.Pack is null ? [] : [known.Pack],
    };

    /// <summary>Content of no bytes.</summary>
    public static ContentDraft Empty() => new() { Hash = Sha256Hash.Of([]), Location = [], Packs = [] };

    /// <summary>Gives its memory back.</summary>
    public void Release()
    {
        if (_rented is null)
            return;
        ArrayPool<byte>.Shared.Return(_rented);
        _rented = null;
    }
}
