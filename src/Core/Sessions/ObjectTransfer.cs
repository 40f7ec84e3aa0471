using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>
/// Moves what changed in one object: reads the source's changes in order, fetches contents side by side and hands everything to the object's writer.
/// A failing item becomes a gap; a failing object keeps its last good head.
/// </summary>
internal sealed class ObjectTransfer(TransferContext context, ResolvedObject target, ObjectCounters counters)
{
    // That many items failing one after the other is not about the items: the object fails and keeps its last good head.
    private const int MostFailuresInARow = 50;

    private readonly IdSet _young = new();
    private int _failuresInARow;
    private long _round = context.Checkpoints.Round;

    /// <summary>Moves everything to the writer. The object is not done before <see cref="ObjectCompletion.RunAsync"/> is.</summary>
    public async Task<ObjectCompletion> RunAsync(CancellationToken cancellationToken)
    {
        CachedHistory history = await CachedHistory.OpenAsync(context.Connection.Cache, target, cancellationToken).ConfigureAwait(false);
        IObjectReader reader = context.Source.OpenReader(
            target.Identity.Object, target.Identity.Workload, new ReadOptions { ExcludeFolders = context.Loaded.Job.Scope.ExcludeFolders, FileVersions = context.Loaded.Job.Scope.FileVersions });
        var head = new HeadWriter(context, target, history);
        var age = new ItemAge(context, target, history);
        try
        {
            await using var work = new KeyedWork(context.Options.ItemConcurrency, cancellationToken);
            await foreach (SourceChange change in reader.ReadAsync(history, work.Token).ConfigureAwait(false))
            {
                await DispatchAsync(await WithoutAgedAsync(change, age, work.Token).ConfigureAwait(false), head, work).ConfigureAwait(false);
                if (head.CanBeCutHere && context.Checkpoints.Round > _round)
                    head = await CutAsync(head, work).ConfigureAwait(false);
            }
            await work.CompleteAsync().ConfigureAwait(false);
            for (int aged = await age.RemoveAgedAsync(head, _young, cancellationToken).ConfigureAwait(false); aged > 0; aged--)
                counters.AddRemoval();
            return new ObjectCompletion(context, target, head);
        }
        catch
        {
            await head.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Completes the head with what came so far: durable and on record, it need not be read again if this process dies. The rest goes into the next one.</summary>
    private async Task<HeadWriter> CutAsync(HeadWriter head, KeyedWork work)
    {
        await work.CompleteAsync().ConfigureAwait(false);
        HeadRecord? written = await new MetadataStep(context, target).RunAsync(head, work.Token).ConfigureAwait(false);
        _round = context.Checkpoints.Round;
        if (written is null)
            return head;
        await head.DisposeAsync().ConfigureAwait(false);
        context.Checkpoints.Add(written, isComplete: false);
        await context.Checkpoints.SaveAsync(context.Writer, context.Monitor.Log, work.Token).ConfigureAwait(false);
        return head.Continue(written);
    }

    /// <summary>Items too old for the repository are not kept: those it holds go, the others never come.</summary>
    private async ValueTask<SourceChange?> WithoutAgedAsync(SourceChange change, ItemAge age, CancellationToken cancellationToken)
    {
        if (!age.LooksAtItems || change is not SourceChange.Upsert upsert)
            return change;
        if (!age.IsTooOld(upsert.Version))
        {
            // A head that holds everything has no aged items to be looked for.
            if (!target.ReadInFull)
                _young.Add(upsert.Version.Key);
            return change;
        }
        return await age.IsHeldAsync(upsert.Version.Key, cancellationToken).ConfigureAwait(false) ? new SourceChange.Removal(upsert.Version.Key) : null;
    }

    private async Task DispatchAsync(SourceChange? change, HeadWriter head, KeyedWork work)
    {
        switch (change)
        {
            case SourceChange.Upsert { Content: { } content } upsert:
                head.Begin();
                await work.StartAsync(upsert.Version.Key, token => StoreAsync(upsert, content, head, token)).ConfigureAwait(false);
                break;
            case SourceChange.Upsert upsert:
                await work.WaitForKeyAsync(upsert.Version.Key).ConfigureAwait(false);
                await head.WriteItemAsync(new ItemWrite(upsert.Version, upsert.Properties, null), work.Token).ConfigureAwait(false);
                if (upsert.Version.Kind != ItemKind.Folder)
                    counters.AddItem(0);
                if (upsert.Shortfall is { } missing)
                    await GapAsync(head, upsert.Version, missing.Reason, missing.Message, work.Token, isHeld: true).ConfigureAwait(false);
                break;
            case SourceChange.Removal removal:
                await work.WaitForKeyAsync(removal.Key).ConfigureAwait(false);
                await head.RemoveAsync(removal.Key, work.Token).ConfigureAwait(false);
                counters.AddRemoval();
                break;
            case SourceChange.State state:
                head.SetState(state.Key, state.Value);
                break;
            case SourceChange.Missing gap:
                await head.AddGapAsync(gap.ItemKey, gap.Name, gap.Reason, gap.Message, work.Token).ConfigureAwait(false);
                counters.AddGap();
                break;
            case SourceChange.Estimate estimate:
                counters.Expect(estimate.Items);
                break;
        }
    }

    private async Task StoreAsync(SourceChange.Upsert upsert, ISourceContent content, HeadWriter head, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream stream = await content.OpenAsync(cancellationToken).ConfigureAwait(false);
            // Answers that came meanwhile are received first: their slots are free for the next requests while this one is hashed and compressed.
            await Task.Yield();
            var write = new ItemWrite(upsert.Version, upsert.Properties, stream, version => Mark(version, content));
            counters.AddItem(await head.WriteItemAsync(write, cancellationToken).ConfigureAwait(false));
            Volatile.Write(ref _failuresInARow, 0);
            if (content.IsUnverified)
                await GapAsync(head, upsert.Version, GapReason.Unverifiable, "The source's own hash never matched the content it sent; the content is kept.", cancellationToken, isHeld: true).ConfigureAwait(false);
            else if ((content.Shortfall ?? upsert.Shortfall) is { } shortfall)
                await GapAsync(head, upsert.Version, shortfall.Reason, shortfall.Message, cancellationToken, isHeld: true).ConfigureAwait(false);
        }
        catch (ItemVanishedException)
        {
            await head.RemoveAsync(upsert.Version.Key, cancellationToken).ConfigureAwait(false);
        }
        catch (SourceItemException e)
        {
            await GapAsync(head, upsert.Version, e.Reason, e.Message, cancellationToken).ConfigureAwait(false);
            ThrowIfHopeless(e);
        }
        catch (SourceException e)
        {
            await GapAsync(head, upsert.Version, e.GapReason, e.Message, cancellationToken).ConfigureAwait(false);
            ThrowIfHopeless(e);
        }
    }

    private static ItemVersion Mark(ItemVersion version, ISourceContent content) =>
        content.IsUnverified ? version with { Flags = version.Flags | ItemFlags.Unverified } : version;

    private async Task GapAsync(
        HeadWriter head, ItemVersion version, GapReason reason, string message, CancellationToken cancellationToken, bool isHeld = false)
    {
        // The key and not the subject: a log must not hold content. A file's name is what its admin looks for.
        string name = version.Kind == ItemKind.File ? version.Name : $"{version.Kind} {version.Key}";
        if (isHeld)
            head.AddGapOfHeldItem(version.Key, name, reason, message);
        else
            await head.AddGapAsync(version.Key, name, reason, message, cancellationToken).ConfigureAwait(false);
        counters.AddGap();
    }

    private void ThrowIfHopeless(BackupException last)
    {
        if (Interlocked.Increment(ref _failuresInARow) >= MostFailuresInARow)
        {
            throw new SourceException(
                "Source.TooManyFailures",
                $"{MostFailuresInARow} items of '{target.Identity.Object.Label}' ({target.Identity.Workload}) failed one after the other; the last: {last.Message}",
                "Check the service's health and the application's permissions; the next session goes on from the last good state.",
                last);
        }
    }
}
