using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.References;

/// <summary>A version of an item that is in the tree of at least one surviving restore point.</summary>
/// <param name="Node">The segment that has it.</param>
/// <param name="Identity">The object.</param>
/// <param name="Version">The version: key, name, content and properties.</param>
internal readonly record struct LiveItem(SegmentNode Node, ObjectIdentity Identity, ItemVersion Version)
{
    /// <summary>The surviving heads that hold it; each knows its restore points.</summary>
    public IEnumerable<HeldHead> Heads() => Node.HeadsWith(SegmentNode.HashOf(Version.Key));

    /// <summary>The restore points that hold it.</summary>
    public IEnumerable<PointLabel> Points() => Heads().SelectMany(static head => head.Points());

    /// <summary>What the repository keeps of it.</summary>
    public IEnumerable<ContentReference> References()
    {
        if (Version.Content is { Length: > 0 } content)
            yield return content;
        if (Version.Properties is { Length: > 0 } properties)
            yield return properties;
    }
}
