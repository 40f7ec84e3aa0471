using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>
/// Content-defined cutting: FastCDC with normalized chunking (Xia et al., USENIX ATC 2016), level 2. The table's numbers are the first 8 bytes,
/// little-endian, of HMAC-SHA-256(seed, i). With encryption the seed is a key, so that chunk sizes tell less about content.
/// </summary>
internal sealed class GearTable
{
    // 19 bits give the average of 512 KiB; two more before it and two fewer behind it. The top bits depend on the last 64 bytes.
    private const ulong MaskBefore = 0xFFFF_F800_0000_0000;
    private const ulong MaskBehind = 0xFFFF_8000_0000_0000;
    private readonly ulong[] _gear = new ulong[256];

    /// <summary>Computes the table.</summary>
    public GearTable(ReadOnlySpan<byte> seed)
    {
        Span<byte> hash = stackalloc byte[32];
        for (int i = 0; i < _gear.Length; i++)
        {
            HMACSHA256.HashData(seed, [(byte)i], hash);
            _gear[i] = BinaryPrimitives.ReadUInt64LittleEndian(hash);
        }
    }

    /// <summary>Looks for the end of the first chunk.</summary>
    /// <param name="data">What there is so far, from the chunk's start.</param>
    /// <param name="state">Where the last look stopped; a new one for each chunk.</param>
    /// <returns>The chunk's length; 0 when more data is needed.</returns>
    public int Cut(ReadOnlySpan<byte> data, ref GearState state)
    {
        int end = Math.Min(data.Length, FormatParameters.ChunkMaximum);
        int position = Math.Max(state.Position, FormatParameters.ChunkMinimum);
        ulong hash = state.Hash;
        int found = Scan(data, ref position, Math.Min(end, FormatParameters.ChunkAverage), ref hash, MaskBefore);
        if (found == 0)
            found = Scan(data, ref position, end, ref hash, MaskBehind);
        if (found > 0)
            return found;
        state = new GearState(position, hash);
        return end == FormatParameters.ChunkMaximum ? end : 0;
    }

    private int Scan(ReadOnlySpan<byte> data, ref int position, int end, ref ulong hash, ulong mask)
    {
        ulong[] gear = _gear;
        ulong h = hash;
        for (int i = position; i < end; i++)
        {
            h = (h << 1) + gear[data[i]];
            if ((h & mask) == 0)
                return i + 1;
        }

        position = Math.Max(position, end);
        hash = h;
        return 0;
    }
}
