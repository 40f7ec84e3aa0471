using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Veeam365.Backup.Core.Sources;

/// <summary>
/// Remembers which ids were seen in eight bytes each (a million: 8 MB). Ids are added first and asked for later. Two ids with the same 64 bits would hide
/// one removal until the next full comparison; with a million ids the odds are one in ten million.
/// </summary>
internal sealed class IdSet
{
    private readonly List<ulong> _hashes = [];
    private bool _sorted;

    public int Count => _hashes.Count;

    public void Add(string id)
    {
        _hashes.Add(Hash(id));
        _sorted = false;
    }

    public bool Contains(string id)
    {
        if (!_sorted)
            _hashes.Sort();
        _sorted = true;
        return _hashes.BinarySearch(Hash(id)) >= 0;
    }

    /// <summary>The 64 bits that stand for an id.</summary>
    public static ulong Hash(string id)
    {
        Span<byte> utf8 = stackalloc byte[1024];
        if (!Encoding.UTF8.TryGetBytes(id, utf8, out int length))
            return Of(Encoding.UTF8.GetBytes(id));
        return Of(utf8[..length]);
    }

    private static ulong Of(ReadOnlySpan<byte> id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(id, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
