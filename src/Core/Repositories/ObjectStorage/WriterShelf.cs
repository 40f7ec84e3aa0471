namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>What writes the data of one year's items; the only one in stores that do not keep packs by year.</summary>
/// <param name="Drafter">Reads content.</param>
/// <param name="Blocks">Stores blocks.</param>
internal sealed record WriterShelf(ContentDrafter Drafter, BlockWriter Blocks);
