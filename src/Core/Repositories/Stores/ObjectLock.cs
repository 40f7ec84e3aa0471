using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.Stores;

/// <summary>Keeps an object from being deleted or changed (S3 Object Lock).</summary>
/// <param name="Mode">Who may lift it.</param>
/// <param name="Until">Its end (UTC, whole seconds).</param>
internal sealed record ObjectLock(ImmutabilityMode Mode, DateTimeOffset Until);
