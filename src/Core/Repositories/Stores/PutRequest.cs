using System.Buffers;
using System.IO.Hashing;
using System.Security.Cryptography;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.Stores;

/// <summary>An object to store.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Content">Its bytes; they stay unchanged until the put has ended.</param>
/// <param name="Hash">SHA-256 of them.</param>
/// <param name="IfAbsent">True to leave an object that exists alone.</param>
internal sealed record PutRequest(string Key, ReadOnlySequence<byte> Content, Sha256Hash Hash, bool IfAbsent = false)
{
    /// <summary>XXH3 of 128 bits over them, made when the hash was: as good at telling that bytes changed by accident, and ten times as fast, when the object is read back.</summary>
    public required UInt128 Checksum { get; init; }

    /// <summary>Locks the object from the start; null for no lock.</summary>
    public ObjectLock? Lock { get; init; }

    /// <summary>A request for one piece of memory; computes the hash.</summary>
    public static PutRequest Of(string key, ReadOnlyMemory<byte> content, bool ifAbsent = false) =>
        new(key, new ReadOnlySequence<byte>(content), Sha256Hash.Of(content.Span), ifAbsent) { Checksum = XxHash128.HashToUInt128(content.Span) };

    /// <summary>A request for two pieces that follow each other; computes the hash.</summary>
    public static PutRequest Of(string key, ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(first.Span);
        hash.AppendData(second.Span);
        Span<byte> digest = stackalloc byte[Sha256Hash.Size];
        hash.GetHashAndReset(digest);
        XxHash128 checksum = new();
        checksum.Append(first.Span);
        checksum.Append(second.Span);
        Segment head = new(first, 0);
        Segment tail = head.Append(second);
        return new PutRequest(key, new ReadOnlySequence<byte>(head, 0, tail, second.Length), new Sha256Hash(digest)) { Checksum = checksum.GetCurrentHashAsUInt128() };
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Key} ({Content.Length} bytes)";

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long runningIndex)
        {
            Memory = memory;
            RunningIndex = runningIndex;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            Segment next = new(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
