using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>
/// The coding of <see cref="ContentReference.Location"/>: depth (its top bit says that entries carry ids, the next one that they carry forms), count, entries. At depth 0 the entries are the content's chunks; at a greater one each is
/// a chunk that holds such a coding of depth - 1, so that the location of content of any size is small. A location without bytes is empty content.
/// </summary>
internal static class ContentLocation
{
    /// <summary>The greatest depth: enough for any file.</summary>
    public const int MaximumDepth = 3;

    private const int WithIds = 0x80;
    private const int WithForms = 0x40;
    private const int SmallestEntry = 5;
    private const int StoredMaximum = FormatParameters.BlockMaximum + BlockCodec.Prefix + ObjectSeal.Overhead;

    /// <summary>The location of content that is one chunk; its id follows from the content's hash and is left out.</summary>
    public static byte[] Single(ChunkPlace place)
    {
        Span<byte> bytes = stackalloc byte[64];
        bytes[0] = 0;
        bytes[1] = 1;
        bytes[2] = 0;
        place.Pack.CopyTo(bytes[3..]);
        int length = 3 + ObjectId.Size;
        length += Varint(bytes[length..], place.Offset);
        length += Varint(bytes[length..], place.Stored);
        length += Varint(bytes[length..], place.InBlock);
        length += Varint(bytes[length..], place.Length);
        return bytes[..length].ToArray();
    }

    /// <summary>Writes a content's location.</summary>
    public static void Write(PooledBuffer target, int depth, IReadOnlyList<ChunkEntry> entries)
    {
        if (depth == 0 && entries.Count == 1 && !entries[0].Form.IsBase64)
            target.Raw(Single(entries[0].Place));
        else
            WriteList(target, depth, entries);
    }

    /// <summary>Writes entries with their ids, also where there is but one.</summary>
    public static void WriteList(PooledBuffer target, int depth, IReadOnlyList<ChunkEntry> entries)
    {
        bool withForms = entries.Any(static e => e.Form.IsBase64);
        target.Byte((byte)(depth | WithIds | (withForms ? WithForms : 0)));
        target.Varint((ulong)entries.Count);
        List<ObjectId> packs = [];
        for (int i = 0; i < entries.Count; i++)
        {
            WriteEntry(target, depth, entries[i], packs);
            if (withForms)
                WriteForm(target, entries[i].Form);
        }
    }

    /// <summary>Reads a location.</summary>
    /// <param name="location">The coding.</param>
    /// <param name="singleId">The id of the only chunk where there is but one.</param>
    /// <param name="depth">The depth found.</param>
    /// <exception cref="DataDamagedException">No writer made it.</exception>
    public static List<ChunkEntry> Read(ReadOnlySpan<byte> location, Sha256Hash singleId, out int depth)
    {
        FormatReader reader = new(location, key: null);
        byte first = reader.Byte();
        depth = first & ~(WithIds | WithForms);
        if (depth > MaximumDepth)
            throw reader.Bad("it is nested too deep");
        bool withForms = (first & WithForms) != 0;
        int count = reader.Number(reader.Remaining / SmallestEntry);
        List<ChunkEntry> entries = new(count);
        List<ObjectId> packs = [];
        bool withIds = (first & WithIds) != 0;
        if (!withIds && (count != 1 || depth != 0))
            throw reader.Bad("its ids are missing");
        if (withForms && depth != 0)
            throw reader.Bad("a list has a form");
        for (int i = 0; i < count; i++)
        {
            ChunkEntry entry = ReadEntry(ref reader, depth, packs, withIds ? null : singleId);
            entries.Add(withForms && depth == 0 ? WithFormOf(ref reader, entry) : entry);
        }

        return reader.Remaining == 0 ? entries : throw reader.Bad("it is too long");
    }

    /// <summary>Reads the location of a single chunk; null when it is none.</summary>
    public static ChunkPlace? TryReadSingle(ReadOnlySpan<byte> location)
    {
        try
        {
            List<ChunkEntry> entries = Read(location, default, out int depth);
            return depth == 0 && entries.Count == 1 && !entries[0].Form.IsBase64 ? entries[0].Place : null;
        }
        catch (DataDamagedException)
        {
            return null;
        }
    }

    private static void WriteEntry(PooledBuffer target, int depth, ChunkEntry entry, List<ObjectId> packs)
    {
        int known = packs.LastIndexOf(entry.Place.Pack);
        target.Varint((ulong)(known + 1));
        if (known < 0)
        {
            packs.Add(entry.Place.Pack);
            entry.Place.Pack.CopyTo(target.GetSpan(ObjectId.Size));
            target.Advance(ObjectId.Size);
        }

        target.Varint((ulong)entry.Place.Offset);
        target.Varint((ulong)entry.Place.Stored);
        target.Varint((ulong)entry.Place.InBlock);
        target.Varint((ulong)entry.Place.Length);
        if (depth > 0)
            target.Varint((ulong)entry.Covered);
        entry.Id.CopyTo(target.GetSpan(Sha256Hash.Size));
        target.Advance(Sha256Hash.Size);
    }

    private static void WriteForm(PooledBuffer target, ChunkForm form)
    {
        target.Varint(((ulong)form.Width << 1) | (form.Crlf ? 1u : 0u));
        if (form.IsBase64)
            target.Varint((ulong)form.Column);
    }

    private static ChunkEntry WithFormOf(ref FormatReader reader, ChunkEntry entry)
    {
        int coded = reader.Number((ChunkForm.WidthMaximum << 1) | 1);
        int width = coded >> 1;
        ChunkForm form = new(width, (coded & 1) == 1, width == 0 ? 0 : reader.Number(width));
        return form.IsValid ? entry with { Form = form, Covered = form.LengthOf(entry.Place.Length) } : throw reader.Bad("a form is none");
    }

    private static ChunkEntry ReadEntry(ref FormatReader reader, int depth, List<ObjectId> packs, Sha256Hash? singleId)
    {
        int known = reader.Number(packs.Count);
        if (known == 0)
        {
            packs.Add(reader.Id());
            known = packs.Count;
        }

        int offset = reader.Number(int.MaxValue);
        int stored = reader.Number(StoredMaximum);
        int inBlock = reader.Number(FormatParameters.BlockMaximum);
        int length = reader.Number(FormatParameters.BlockMaximum - inBlock);
        if (offset < ObjectHeader.Size || stored <= BlockCodec.Prefix + ObjectSeal.Overhead || length == 0)
            throw reader.Bad("an entry points to nothing");
        long covered = depth > 0 ? reader.Long() : length;
        Sha256Hash id = singleId ?? reader.Hash();
        return new ChunkEntry(new ChunkPlace(packs[known - 1], offset, stored, inBlock, length), id, covered);
    }

    private static int Varint(Span<byte> target, int value)
    {
        uint rest = (uint)value;
        int length = 0;
        for (; rest >= 0x80; rest >>= 7)
            target[length++] = (byte)(rest | 0x80);
        target[length++] = (byte)rest;
        return length;
    }
}
