using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories;

/// <summary>What a segment says of itself.</summary>
/// <param name="Identity">Whose it is.</param>
/// <param name="Head">Its head number.</param>
/// <param name="Kind">Full or incremental.</param>
/// <param name="Chain">The segments to read before this one, oldest first, beginning with a full one; empty for a full segment.</param>
/// <param name="Records">How many records it has.</param>
public sealed record SegmentManifest(ObjectIdentity Identity, int Head, SegmentKind Kind, IReadOnlyList<SegmentReference> Chain, long Records);
