using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories;

/// <summary>The head about to be written.</summary>
/// <param name="Identity">Whose.</param>
/// <param name="Head">Its number.</param>
/// <param name="Kind">Full or incremental.</param>
/// <param name="Parent">The head it builds on; null for a full segment.</param>
public sealed record ObjectWriteStart(ObjectIdentity Identity, int Head, SegmentKind Kind, SegmentReference? Parent);
