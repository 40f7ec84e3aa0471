using System.Buffers.Binary;
using Veeam365.Backup.Core.Repositories.ObjectStorage;

namespace Veeam365.Backup.Tests.Verification;

/// <summary>The parts of a stored object, as the format lays them out.</summary>
internal static class StoredRegions
{
    /// <summary>Name, offset and length of each part; together they are the whole object.</summary>
    public static IReadOnlyList<(string Name, int Offset, int Length)> Of(RepositoryKeys keys, string key, byte[] bytes)
    {
        if (key is RepositoryLayout.Document or RepositoryLayout.DocumentCopy)
            return [("json", 0, bytes.Length)];
        List<(string, int, int)> regions = [("magic", 0, 8), ("kind", 8, 1), ("version", 9, 1), ("zeros", 10, 2), ("id", 12, 16)];
        regions.AddRange(key.StartsWith(RepositoryLayout.Packs, StringComparison.Ordinal) ? OfPack(keys, key, bytes) : OfFrames(bytes));
        return regions;
    }

    private static IEnumerable<(string, int, int)> OfPack(RepositoryKeys keys, string key, byte[] bytes)
    {
        int end = ObjectHeader.Size;
        foreach (DirectoryBlock block in PackReader.ReadDirectory(keys, key, bytes))
        {
            yield return ("block", block.Offset, block.Stored);
            end = block.Offset + block.Stored;
        }

        int trailer = bytes.Length - PackTrailer.Size;
        yield return ("directory", end, trailer - end);
        yield return ("directory offset", trailer, 4);
        yield return ("directory length", trailer + 4, 4);
        yield return ("trailer check", trailer + 8, 16);
        yield return ("trailer magic", trailer + 24, 8);
    }

    private static IEnumerable<(string, int, int)> OfFrames(byte[] bytes)
    {
        for (int at = ObjectHeader.Size; at < bytes.Length;)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
            yield return ("frame length", at, 4);
            if (length > ObjectSeal.Overhead)
                yield return ("frame", at + 4, length - ObjectSeal.Overhead);
            yield return ("frame seal", at + 4 + length - ObjectSeal.Overhead, ObjectSeal.Overhead);
            at += 4 + length;
        }
    }
}
