using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;

/// <summary>Where all heads of a restore point are listed whose parent was removed.</summary>
/// <param name="Sequence">The restore point.</param>
/// <param name="Name">The list's name.</param>
/// <param name="Hash">SHA-256 of it as stored.</param>
internal sealed record HeadListLink(long Sequence, string Name, Sha256Hash Hash);
