using System.Collections.Concurrent;
using System.Globalization;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>
/// Step 4: workers claim session tasks and move what changed. One local process claims the same way as ten proxies do.
/// Step 5 follows for each object as it is finished, step 6 runs along pack by pack.
/// </summary>
internal sealed class TransferStep(TransferContext context)
{
    // Objects per worker that wait for their packs while the next ones are read already.
    private const int MostFinishing = 16;

    private readonly ConcurrentQueue<ObjectResult> _results = new();
    private readonly string _holder = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}");

    private ISessionTable Sessions => context.Configuration.Sessions;

    private Guid SessionId => context.Loaded.Session.Id;

    /// <summary>Runs until no task is left, or until it is stopped: then the objects finished so far are the result.</summary>
    /// <exception cref="RepositoryException">The repository refuses data: nothing of the session is committed.</exception>
    /// <exception cref="StoreFullException">No room is left.</exception>
    public async Task<TransferResult> RunAsync(CancellationToken cancellationToken)
    {
        await AddTasksAsync(cancellationToken).ConfigureAwait(false);
        context.Monitor.Holder = _holder;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task saving = context.Checkpoints.SaveRegularlyAsync(context.Writer, context.Monitor.Log, ended.Token);
        try
        {
            return await RunWorkersAsync(stop, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await saving.ConfigureAwait(false);
        }
    }

    private async Task<TransferResult> RunWorkersAsync(CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        int workers = Math.Min(context.Options.ObjectConcurrency, context.Scope.Objects.Count);
        Task[] running = [.. Enumerable.Range(0, workers).Select(_ => Task.Run(() => WorkAsync(stop), CancellationToken.None))];
        try
        {
            await Task.WhenAll(running).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new TransferResult([.. _results], WasStopped: true);
        }
        return new TransferResult([.. _results], WasStopped: false);
    }

    private Task AddTasksAsync(CancellationToken cancellationToken)
    {
        context.Monitor.Counters.SetObjects(context.Scope.Objects.Count);
        SessionTask[] tasks = [.. context.Scope.Objects.Values.Select(o => new SessionTask
        {
            Id = Guid.CreateVersion7(),
            SessionId = SessionId,
            Identity = o.Identity,
            Status = SessionTaskStatus.Pending,
            // An object never seen may be huge: it goes first.
            Weight = o.Cached.Committed is null ? int.MaxValue : o.Cached.Totals.Items,
        })];
        return Sessions.AddTasksAsync(SessionId, tasks, cancellationToken);
    }

    private async Task WorkAsync(CancellationTokenSource stop)
    {
        var finishing = new Queue<Task>();
        try
        {
            while (await Sessions.ClaimTaskAsync(SessionId, _holder, context.Options.Lease, stop.Token).ConfigureAwait(false) is { } task)
            {
                finishing.Enqueue(await ProcessAsync(task, stop.Token).ConfigureAwait(false));
                if (finishing.Count >= MostFinishing)
                    await finishing.Dequeue().ConfigureAwait(false);
            }
            while (finishing.TryDequeue(out Task? last))
                await last.ConfigureAwait(false);
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(finishing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    /// <summary>Reads the object to its end.</summary>
    /// <returns>The work that is left: to wait until its data is durable, and to record the outcome.</returns>
    private async Task<Task> ProcessAsync(SessionTask task, CancellationToken cancellationToken)
    {
        ResolvedObject target = context.Scope.Objects[task.Identity.Key];
        ObjectCounters counters = context.Monitor.BeginObject(target.Identity);
        try
        {
            ObjectCompletion completion = await new ObjectTransfer(context, target, counters).RunAsync(cancellationToken).ConfigureAwait(false);
            return FinishAsync(task, target, counters, completion.RunAsync, cancellationToken);
        }
        catch (WorkloadAbsentException e)
        {
            var absent = new ObjectResult(target, SessionTaskStatus.Absent, null, [], e.Message);
            return FinishAsync(task, target, counters, _ => Task.FromResult(absent), cancellationToken);
        }
        catch (Exception e) when (IsAboutTheObject(e))
        {
            return FinishAsync(task, target, counters, token => FailAsync(target, counters, e, token), cancellationToken);
        }
        finally
        {
            context.Monitor.EndObject(counters);
        }
    }

    private async Task FinishAsync(
        SessionTask task, ResolvedObject target, ObjectCounters counters, Func<CancellationToken, Task<ObjectResult>> finish, CancellationToken cancellationToken)
    {
        ObjectResult result;
        try
        {
            result = await finish(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsAboutTheObject(e))
        {
            result = await FailAsync(target, counters, e, cancellationToken).ConfigureAwait(false);
        }
        var outcome = new TaskOutcome(result.Status, result.Head, counters.Snapshot(), result.Message);
        if (await Sessions.CompleteTaskAsync(task.Id, task.Epoch, outcome, cancellationToken).ConfigureAwait(false))
            _results.Enqueue(result);
        context.Monitor.Counters.AddObjectDone();
    }

    /// <summary>Anything that is not about repository or configuration, which all objects share, costs this object only.</summary>
    private static bool IsAboutTheObject(Exception e) =>
        e is not (OperationCanceledException or RepositoryException or StoreFullException or ConfigurationException or ConflictException);

    private async Task<ObjectResult> FailAsync(ResolvedObject target, ObjectCounters counters, Exception error, CancellationToken cancellationToken)
    {
        await context.Connection.Cache.RollBackAsync(target.Cached.Id, target.Kept?.Head.Segment.Head ?? 0, cancellationToken).ConfigureAwait(false);
        string message = error is BackupException ? error.Message : $"Unexpected {error.GetType().Name}: {error.Message}";
        GapReason reason = error switch
        {
            PermissionMissingException => GapReason.PermissionMissing,
            ObjectStalledException => GapReason.NoAnswer,
            SourceException source => source.GapReason,
            _ => GapReason.SourceError,
        };
        counters.AddGap();
        context.Monitor.Log.Error($"{target.Identity.Object.Label} ({target.Identity.Workload}) failed and keeps its last good state: {message}");
        var gap = new Gap(target.Identity.Key, null, $"{target.Identity.Object.Label} ({target.Identity.Workload})", reason, message)
        {
            Since = context.Clock.GetUtcNow(),
            Identity = target.Identity,
        };
        // Its last good state may be one that a session which died had finished.
        HeadRecord? good = target.Kept is { IsComplete: true } kept ? kept.Head : null;
        IReadOnlyList<Gap> within = good is null ? [] : await GapState.ListAsync(context.Connection.Cache, target, good.Segment.Head, cancellationToken).ConfigureAwait(false);
        return new ObjectResult(target, SessionTaskStatus.Failed, good, [gap, .. within], message);
    }
}
