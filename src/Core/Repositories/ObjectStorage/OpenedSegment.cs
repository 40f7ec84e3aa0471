using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>A segment whose manifest is read and whose records are still to come.</summary>
/// <param name="Manifest">What it says of itself.</param>
/// <param name="Parts">How many data parts it has.</param>
/// <param name="ReadRecordsAsync">Reads its records in the order they were written; once only.</param>
internal sealed record OpenedSegment(SegmentManifest Manifest, int Parts, Func<CancellationToken, IAsyncEnumerable<ChangeRecord>> ReadRecordsAsync);
