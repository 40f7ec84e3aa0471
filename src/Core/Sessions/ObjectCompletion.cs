using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>
/// An object whose data is with the writer and waits to become durable. Small objects share packs: waiting for each of them before reading the next would
/// give every one a pack of its own.
/// </summary>
internal sealed class ObjectCompletion(TransferContext context, ResolvedObject target, HeadWriter head)
{
    /// <summary>Waits until the object's data is durable and verified, then saves its metadata.</summary>
    public async Task<ObjectResult> RunAsync(CancellationToken cancellationToken)
    {
        await using HeadWriter writer = head;
        HeadRecord? written = await new MetadataStep(context, target).RunAsync(writer, cancellationToken).ConfigureAwait(false) ?? writer.Unnamed;
        if (written is not null)
            context.Checkpoints.Add(written, isComplete: true);
        IReadOnlyList<Gap> gaps = writer.Gaps;
        return new ObjectResult(target, gaps.Count == 0 ? SessionTaskStatus.Success : SessionTaskStatus.Warning, written, gaps, null);
    }
}
