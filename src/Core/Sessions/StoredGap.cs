using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>A gap as stored.</summary>
internal sealed record StoredGap(string Name, GapReason Reason, string Message);
