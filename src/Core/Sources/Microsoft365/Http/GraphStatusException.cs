using System.Net;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>An answer that retrying does not change; whoever asked knows what it means. Never leaves this room: see <see cref="GraphErrors"/>.</summary>
internal sealed class GraphStatusException(HttpStatusCode status, GraphError error, Uri? location) : Exception($"HTTP {(int)status} {error.Code}")
{
    public HttpStatusCode Status { get; } = status;

    public GraphError Error { get; } = error;

    /// <summary>Where a client that must start over is sent (410).</summary>
    public Uri? Location { get; } = location;

    /// <summary>
    /// The delta token is worth nothing any more: https://learn.microsoft.com/graph/delta-query-overview and
    /// https://learn.microsoft.com/graph/api/driveitem-delta. A 400 means that the token is malformed; starting over cures that too.
    /// </summary>
    public bool MeansResync => Status is HttpStatusCode.Gone or HttpStatusCode.BadRequest
        || Error.Is("resyncRequired")
        || Error.Is("resyncChangesApplyDifferences")
        || Error.Is("resyncChangesUploadDifferences")
        || Error.Is("syncStateNotFound")
        || Error.Is("syncStateInvalid");

    /// <summary>Delta keeps sync state inside the mailbox; a full mailbox refuses it.</summary>
    public bool MeansMailboxFull => Status == HttpStatusCode.Forbidden && Error.Is("ErrorQuotaExceeded");

    public bool MeansNotFound => Status == HttpStatusCode.NotFound;
}
