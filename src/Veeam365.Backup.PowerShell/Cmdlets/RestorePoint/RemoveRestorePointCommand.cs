using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Removes restore points for ever; others stay whole.</summary>
/// <remarks>
/// <para>
/// Not the newest one of a job that exists (its next session builds on it), and none that is immutable: each of these is an error, and the others go on. The room comes free with the
/// next retention run or Optimize-BackupRepository.
/// </para>
/// </remarks>
/// <example>
/// <code>Get-RestorePoint Daily | Select-Object -Last 1 | Remove-RestorePoint -WhatIf</code>
/// <para>Tells which one is the oldest, and that it would be removed.</para>
/// </example>
/// <example>
/// <code>Get-RestorePoint Daily | Select-Object -Skip 1 | Remove-RestorePoint -Confirm:$false</code>
/// <para>Removes all but the newest one, without asking.</para>
/// </example>
/// <seealso cref="OptimizeBackupRepositoryCommand"/>
[Cmdlet(VerbsCommon.Remove, "RestorePoint", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveRestorePointCommand : ConfigurationCmdlet
{
    private readonly List<RestorePoint> _confirmed = [];

    /// <summary>The restore points: ids or what Get-RestorePoint returned.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RestorePointCompleter))]
    public RestorePointReference[] RestorePoint { get; set; } = [];

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (RestorePointReference reference in RestorePoint)
        {
            Subject = reference;
            try
            {
                RestorePoint point = await Find.RestorePointAsync(reference, cancellationToken).ConfigureAwait(false);
                await new RetentionOperations(Services).EnsureRemovableAsync(point, cancellationToken).ConfigureAwait(false);
                if (await Output.ConfirmAsync($"{point.JobName}, restore point {point.Sequence} of {point.CreatedAt.ToLocalTime():yyyy-MM-dd HH:mm}", "Remove restore point").ConfigureAwait(false))
                    _confirmed.Add(point);
            }
            catch (BackupException e) when (e is not ConfigurationException)
            {
                Output.WriteError(e, reference);
            }
        }
    }

    /// <summary>All of a repository at once: it is locked and opened once.</summary>
    private protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        foreach (IGrouping<Guid, RestorePoint> points in _confirmed.GroupBy(static p => p.RepositoryId))
        {
            Subject = points.Key;
            try
            {
                BackupRepository repository = await Find.RepositoryAsync(new RepositoryReference(points.Key), cancellationToken).ConfigureAwait(false);
                RetentionResult result = await new RetentionOperations(Services).RemoveAsync(repository, [.. points], cancellationToken).ConfigureAwait(false);
                foreach (PlannedPoint kept in result.Kept)
                    Output.WriteError(Kept(kept), kept.Id);
            }
            catch (BackupException e) when (e is not ConfigurationException)
            {
                Output.WriteError(e, points.Key);
            }
        }
    }

    private static ConflictException Kept(PlannedPoint point) => new(
        "RestorePoint.Locked",
        $"The store does not let restore point {point.Sequence} of job '{point.JobName}' go.",
        "It is locked, or the account may not delete; it stays whole. Try again when the lock has ended.");
}
