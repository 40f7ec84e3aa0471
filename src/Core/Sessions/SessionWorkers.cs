using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>
/// Workers claim session tasks and move what changed, until none is left. The process that starts a job claims the same way as ten proxies do. Whether an outcome counts is decided by the
/// database: only that of the holder of the task's current epoch does.
/// </summary>
internal sealed class SessionWorkers(TransferContext context)
{
    // Objects per worker that wait for their packs while the next ones are read already.
    private const int MostFinishing = 16;

    private ISessionTable Sessions => context.Configuration.Sessions;

    private BackupSession Session => context.Loaded.Session;

    private bool IsShared => !Session.Proxy.IsDefault;

    /// <summary>Runs until no task is left.</summary>
    /// <param name="mostWorkers">How many workers could ever have something to do.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>False when it was stopped.</returns>
    /// <exception cref="RepositoryException">The repository refuses data.</exception>
    /// <exception cref="StoreFullException">No room is left.</exception>
    public async Task<bool> RunAsync(int mostWorkers, CancellationToken cancellationToken)
    {
        context.Monitor.Holder = context.Seat.Holder;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task saving = context.Checkpoints.SaveRegularlyAsync(context.Writer, context.Monitor.Log, ended.Token);
        try
        {
            return await RunWorkersAsync(mostWorkers, stop, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await saving.ConfigureAwait(false);
        }
    }

    private async Task<bool> RunWorkersAsync(int mostWorkers, CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        await using var supply = new TaskSupply(context.Configuration, Session, stop.Token);
        // A proxy in maintenance has no threads to give, and may have some again later.
        int workers = Math.Min(Math.Max(1, context.Seat.Threads), mostWorkers);
        Task[] running = [.. Enumerable.Range(0, workers).Select(_ => Task.Run(() => WorkAsync(supply, stop), CancellationToken.None))];
        try
        {
            await Task.WhenAll(running).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        return true;
    }

    private async Task WorkAsync(TaskSupply supply, CancellationTokenSource stop)
    {
        var finishing = new Queue<Task>();
        try
        {
            do
            {
                while (await ProcessNextAsync(supply.Empty, stop.Token).ConfigureAwait(false) is { } rest)
                {
                    finishing.Enqueue(rest);
                    if (finishing.Count >= MostFinishing)
                        await finishing.Dequeue().ConfigureAwait(false);
                }
                while (finishing.TryDequeue(out Task? last))
                    await last.ConfigureAwait(false);
            }
            while (await supply.WaitAsync(stop.Token).ConfigureAwait(false));
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(finishing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    /// <summary>Claims a task and reads its object to the end.</summary>
    /// <returns>The work that is left; null when there is no task to claim.</returns>
    private async Task<Task?> ProcessNextAsync(CancellationToken empty, CancellationToken cancellationToken)
    {
        using IDisposable? slot = await EnterAsync(empty, cancellationToken).ConfigureAwait(false);
        if (slot is null || await Sessions.ClaimTaskAsync(Session.Id, context.Seat.Holder, context.Options.Lease, cancellationToken).ConfigureAwait(false) is not { } task)
            return null;
        // This process may have been away for so long that it claims what it still works on itself.
        await context.Monitor.LoseAsync(task.Id).ConfigureAwait(false);
        TaskInHand hand = context.Monitor.Take(task, cancellationToken);
        try
        {
            return await ProcessAsync(hand).ConfigureAwait(false);
        }
        catch (Exception e) when (IsLost(hand, e, cancellationToken))
        {
            Forget(hand);
            return Task.CompletedTask;
        }
        catch
        {
            context.Monitor.Put(hand);
            throw;
        }
    }

    /// <summary>Waits for a thread of the proxy, which may have none to give for a long time.</summary>
    /// <returns>Null when there will be no task for it.</returns>
    private async Task<IDisposable?> EnterAsync(CancellationToken empty, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(empty, cancellationToken);
        try
        {
            return await context.Seat.Slots.EnterAsync(Session.Id, Session.Priority, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (empty.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Reads the object to its end.</summary>
    /// <returns>The work that is left: to wait until its data is durable, and to record the outcome.</returns>
    private async Task<Task> ProcessAsync(TaskInHand hand)
    {
        ResolvedObject target = await context.Targets.OpenAsync(hand.Task, hand.Token).ConfigureAwait(false);
        ObjectCounters counters = context.Monitor.BeginObject(hand);
        try
        {
            ObjectCompletion completion = await new ObjectTransfer(context, target, counters).RunAsync(hand.Token).ConfigureAwait(false);
            return FinishAsync(hand, target, counters, completion.RunAsync);
        }
        catch (WorkloadAbsentException e)
        {
            var absent = new ObjectResult(target, SessionTaskStatus.Absent, null, [], e.Message);
            return FinishAsync(hand, target, counters, _ => Task.FromResult(absent));
        }
        catch (Exception e) when (IsAboutTheObject(e))
        {
            return FinishAsync(hand, target, counters, token => FailAsync(target, counters, e, token));
        }
        finally
        {
            context.Monitor.EndObject(counters);
        }
    }

    private async Task FinishAsync(TaskInHand hand, ResolvedObject target, ObjectCounters counters, Func<CancellationToken, Task<ObjectResult>> finish)
    {
        try
        {
            ObjectResult result = await ResultAsync(hand, target, counters, finish).ConfigureAwait(false);
            if (IsShared)
                await context.Writer.SecureReusedAsync(hand.Token).ConfigureAwait(false);
            var outcome = new TaskOutcome(result.Status, result.Head, counters.Snapshot(), result.Message) { Gaps = result.Gaps };
            if (await Sessions.CompleteTaskAsync(hand.Task.Id, hand.Task.Epoch, outcome, hand.Token).ConfigureAwait(false))
                context.Monitor.Counters.AddObjectDone();
            context.Monitor.Put(hand);
        }
        catch (Exception e) when (hand.IsLost || e is ObjectTakenOverException)
        {
            Forget(hand);
        }
        catch
        {
            context.Monitor.Put(hand);
            throw;
        }
    }

    private async Task<ObjectResult> ResultAsync(TaskInHand hand, ResolvedObject target, ObjectCounters counters, Func<CancellationToken, Task<ObjectResult>> finish)
    {
        try
        {
            return await finish(hand.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (IsAboutTheObject(e))
        {
            return await FailAsync(target, counters, e, hand.Token).ConfigureAwait(false);
        }
    }

    private void Forget(TaskInHand hand)
    {
        context.Monitor.Put(hand);
        context.Monitor.Log.Warning(
            $"{hand.Task.Identity.Object.Label} ({hand.Task.Identity.Workload}) was taken over by another proxy: {context.Seat.Name} was not heard of for longer than its lease. What it did there does not count.");
    }

    private static bool IsLost(TaskInHand hand, Exception e, CancellationToken cancellationToken) =>
        e is ObjectTakenOverException || (hand.IsLost && !cancellationToken.IsCancellationRequested);

    /// <summary>Anything that is not about repository or configuration, which all objects share, costs this object only.</summary>
    private static bool IsAboutTheObject(Exception e) =>
        e is not (OperationCanceledException or RepositoryException or StoreFullException or ConfigurationException or ConflictException or ObjectTakenOverException);

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
