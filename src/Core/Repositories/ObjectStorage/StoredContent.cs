using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Large content whose chunks all have their places.</summary>
/// <param name="Reference">The reference.</param>
/// <param name="Packs">The packs of this session that must become durable first.</param>
internal sealed record StoredContent(ContentReference Reference, IReadOnlyCollection<OpenPack> Packs);
