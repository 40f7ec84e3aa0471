using System.Diagnostics;
using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Pipeline;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Applies the retention policy of repositories and frees the room of what nothing needs any more.</summary>
/// <remarks>
/// <para>
/// Sessions apply retention by themselves; the room is freed once a week, or at once by this cmdlet. What goes is marked first, and deleted by a later run when the grace period is
/// over and no session that began before relies on it. It may run beside sessions of any process, and be interrupted at any time.
/// </para>
/// <para>-WhatIf writes the plan: restore points, packs to free and to rewrite, bytes.</para>
/// </remarks>
/// <example>
/// <code>Optimize-BackupRepository * -WhatIf</code>
/// <para>Shows the plan for every repository.</para>
/// </example>
/// <example>
/// <code>Optimize-BackupRepository Local</code>
/// <para>Marks what nothing needs, and deletes what earlier runs marked.</para>
/// </example>
/// <example>
/// <code>Optimize-BackupRepository Local -GracePeriod 0 -RepackThreshold 10</code>
/// <para>Deletes at once what no running session can rely on, and rewrites packs of which more than a tenth is not needed.</para>
/// </example>
/// <seealso cref="RemoveRestorePointCommand"/>
[Cmdlet(VerbsCommon.Optimize, "BackupRepository", SupportsShouldProcess = true)]
[OutputType(typeof(RetentionResultView), typeof(RetentionPlanView))]
public sealed class OptimizeBackupRepositoryCommand : RepositoryCmdlet
{
    /// <summary>How long what nothing needs stays before it is deleted, for those who are reading it. Zero deletes at once what no running session can rely on.</summary>
    [Parameter]
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Packs of which a greater share (in percent) is not needed are rewritten.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int RepackThreshold { get; set; } = 30;

    /// <summary>Writes a PowerShell job for each repository at once, and does the work there: Receive-Job gives what it writes, Stop-Job stops it as Ctrl+C does.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    private protected override bool RunsAsJob => AsJob;

    /// <inheritdoc/>
    private protected override string? JobForEach => nameof(Repository);

    /// <summary>
    /// Then writes JET databases anew without the room of what was deleted, so that the disk gets it back. Without it that room is used again for new data. Needs room for a second copy of the largest
    /// database; sessions of this process wait meanwhile. Folders and buckets need none of it.
    /// </summary>
    [Parameter]
    public SwitchParameter Compact { get; set; }

    /// <inheritdoc/>
    private protected override bool AcceptsPatterns => true;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(BackupRepository repository, CancellationToken cancellationToken)
    {
        if (GracePeriod < TimeSpan.Zero)
            throw new InvalidSettingException("Repository.BadGracePeriod", "The grace period is negative.", "Give a -GracePeriod of 0 or more.");
        var options = new OptimizationOptions { Grace = GracePeriod, RepackThreshold = RepackThreshold / 100.0 };
        bool? answer = await Output.AskAsync(repository.Name, "Optimize repository").ConfigureAwait(false);
        if (answer is null)
            await PlanAsync(repository, options, cancellationToken).ConfigureAwait(false);
        else if (answer.Value)
            await OptimizeAsync(repository, options, cancellationToken).ConfigureAwait(false);
    }

    private async Task PlanAsync(BackupRepository repository, OptimizationOptions options, CancellationToken cancellationToken)
    {
        var progress = new RetentionDisplay(Output, $"Planning for repository '{repository.Name}'");
        RetentionPlan plan = await new RetentionOperations(Services).PlanAsync(repository, options, progress, cancellationToken).ConfigureAwait(false);
        Output.Write(new RetentionPlanView(repository.Name, plan));
    }

    private async Task OptimizeAsync(BackupRepository repository, OptimizationOptions options, CancellationToken cancellationToken)
    {
        var progress = new RetentionDisplay(Output, $"Optimizing repository '{repository.Name}'");
        var watch = Stopwatch.StartNew();
        RetentionResult result = await new RetentionOperations(Services).OptimizeAsync(repository, options, progress, cancellationToken).ConfigureAwait(false);
        foreach (PlannedPoint kept in result.Kept)
            Output.WriteWarning($"The store does not let restore point {kept.Sequence} of job '{kept.JobName}' go yet; it stays whole and is tried again later.");
        long compacted = Compact ? await CompactAsync(repository, cancellationToken).ConfigureAwait(false) : 0;
        Output.Write(new RetentionResultView(repository.Name, result, watch.Elapsed) { BytesCompacted = compacted });
    }

    private Task<long> CompactAsync(BackupRepository repository, CancellationToken cancellationToken)
    {
        string activity = $"Compacting repository '{repository.Name}'";
        return new RetentionOperations(Services).CompactAsync(repository, file => Output.ShowProgress([new ProgressLine(0, activity, file)]), cancellationToken);
    }
}
