using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;

namespace Veeam365.Backup.Tests.Restore;

/// <summary>How a restore ended, and what became of each item.</summary>
internal sealed record RestoreOutcome(RestoreSession Session, IReadOnlyList<RestoredItem> Items);
