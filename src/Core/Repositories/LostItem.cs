using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories;

/// <summary>An item whose content was lost in an object's newest head. It counts as lost as long as the item still has this version: the next session reads it anew.</summary>
/// <param name="ObjectKey">The object.</param>
/// <param name="ItemKey">The item.</param>
/// <param name="Mark">What <see cref="MarkOf"/> gives for the lost version.</param>
public sealed record LostItem(string ObjectKey, string ItemKey, Sha256Hash Mark)
{
    /// <summary>Tells versions with other stored content apart.</summary>
    public static Sha256Hash MarkOf(ItemVersion version)
    {
        List<byte> bytes = [];
        foreach (ContentReference? reference in (ContentReference?[])[version.Content, version.Properties])
        {
            bytes.Add((byte)(reference is null ? 0 : 1));
            if (reference is null)
                continue;
            bytes.AddRange(BitConverter.GetBytes(reference.Length));
            bytes.AddRange(reference.Hash.ToArray());
            bytes.AddRange(BitConverter.GetBytes(reference.Location.Length));
            bytes.AddRange(reference.Location.Span);
        }

        return Sha256Hash.Of([.. bytes]);
    }
}
