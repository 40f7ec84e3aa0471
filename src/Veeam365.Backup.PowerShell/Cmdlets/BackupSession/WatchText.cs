using System.Globalization;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Pipeline;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Says in a line how a watched session, or an object in it, is.</summary>
internal static class WatchText
{
    /// <summary>A session's numbers.</summary>
    public static string Of(WatchedSession watched)
    {
        SessionStatistics moved = watched.Session.Statistics;
        string objects = moved.ObjectsTotal > 0 ? $"{Readable.Count(moved.ObjectsDone)} of {Readable.Count(moved.ObjectsTotal)} objects, " : "";
        string rate = watched is { IsOpen: true, BytesPerSecond: { } bytes, ItemsPerSecond: { } items }
            ? string.Create(CultureInfo.CurrentCulture, $" at {Readable.Bytes(bytes)}/s, {items:0} items/s") : "";
        string throttled = moved.ThrottledRequests > 0 ? $", throttled {ViewText.Duration(moved.Throttled)}" : "";
        string gaps = moved.Gaps > 0 ? $", {Readable.Count(moved.Gaps)} gaps" : "";
        return $"{objects}{Readable.Count(moved.ItemsTransferred)} items, {Readable.Bytes(moved.BytesRead)}{rate}{throttled}{gaps}";
    }

    /// <summary>What a session does.</summary>
    public static string Step(BackupSession session) => session switch
    {
        { Status: SessionStatus.Queued } => "Queued",
        { Status: not SessionStatus.Running } => session.Status.ToString(),
        { StopRequested: true } => "Stopping",
        { CommitSequence: not null } => "Creating the restore point",
        { Plan: null } => "Resolving objects",
        _ => "Running",
    };

    /// <summary>An object at work.</summary>
    public static string Of(SessionTask task) =>
        $"{task.Identity.Object.Label} ({task.Identity.Workload}): {Readable.Count(task.Statistics.ItemsTransferred)} items, {Readable.Bytes(task.Statistics.BytesRead)}";

    /// <summary>A line of a log.</summary>
    public static string Of(SessionLogEntry entry) => $"{ViewText.Clock(entry.Time)} {entry.Message.ReplaceLineEndings(" ")}";
}
