using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>The 28 bytes that every stored object but repository.json begins with: magic (8), kind (1), format version (1), two zeros, id (16).</summary>
internal static class ObjectHeader
{
    /// <summary>Its length.</summary>
    public const int Size = 28;

    private static ReadOnlySpan<byte> Magic => "V365REPO"u8;

    /// <summary>Writes it.</summary>
    public static void Write(PooledBuffer target, SealedKind kind, ObjectId id)
    {
        Write(target.GetSpan(Size), kind, id);
        target.Advance(Size);
    }

    /// <summary>Writes it.</summary>
    public static void Write(Span<byte> target, SealedKind kind, ObjectId id)
    {
        Magic.CopyTo(target);
        target[8] = (byte)kind;
        target[9] = FormatParameters.Version;
        target[10] = 0;
        target[11] = 0;
        id.CopyTo(target[12..]);
    }

    /// <summary>Reads it and returns the id.</summary>
    /// <exception cref="DataDamagedException">It is none of that kind.</exception>
    /// <exception cref="RepositoryException">It is of another version.</exception>
    public static ObjectId Read(ReadOnlySpan<byte> stored, SealedKind kind, string key)
    {
        if (stored.Length < Size || !stored[..8].SequenceEqual(Magic) || stored[8] != (byte)kind || stored[10] != 0 || stored[11] != 0)
            throw Damage.In(key, "it does not begin as such an object does");
        if (stored[9] != FormatParameters.Version)
            throw Damage.In(key, $"it says it is of format version {stored[9]}, in a repository of version {FormatParameters.Version}");
        return ObjectId.Read(stored[12..]);
    }
}
