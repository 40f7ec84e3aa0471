using Veeam365.Backup.Core.Repositories.ObjectStorage.References;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;

/// <summary>A pack worth rewriting.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Size">Its size.</param>
/// <param name="LiveBytes">Bytes of it that are needed.</param>
/// <param name="Live">Which of its blocks.</param>
internal sealed record RepackCandidate(ObjectId Id, long Size, long LiveBytes, LivePack Live);
