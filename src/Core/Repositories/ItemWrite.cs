using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories;

/// <summary>An item on its way into a repository.</summary>
/// <param name="Version">Its state; references it carries already are kept unless new data is given.</param>
/// <param name="Properties">Properties to store (UTF-8 JSON); null to keep what the version refers to.</param>
/// <param name="Content">Content to store, read to its end and not disposed; null to keep what the version refers to. When given, a size of 0 in the version becomes the length read.</param>
/// <param name="FinishVersion">Called once the content is read and before the item is recorded: the last word on the version (flags learned from the stream). Null for none.</param>
public sealed record ItemWrite(
    ItemVersion Version,
    ReadOnlyMemory<byte>? Properties,
    Stream? Content,
    Func<ItemVersion, ItemVersion>? FinishVersion = null);
