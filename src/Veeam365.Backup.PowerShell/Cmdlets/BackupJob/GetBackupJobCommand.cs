using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Gets jobs, each with how its newest session went.</summary>
/// <remarks>
/// <para>
/// An exact name that does not exist is an error; a pattern that matches nothing is none. What it returns can be piped to Start-BackupJob, Get-BackupSession, Get-RestorePoint and the
/// other cmdlets of jobs.
/// </para>
/// </remarks>
/// <example>
/// <code>Get-BackupJob</code>
/// <para>Lists all jobs.</para>
/// </example>
/// <example>
/// <code>Get-BackupJob D* | Start-BackupJob</code>
/// <para>Starts those whose name begins with D.</para>
/// </example>
/// <seealso cref="GetBackupSessionCommand"/>
/// <seealso cref="GetRestorePointCommand"/>
[Cmdlet(VerbsCommon.Get, "BackupJob")]
[OutputType(typeof(BackupJobView))]
public sealed class GetBackupJobCommand : ConfigurationCmdlet
{
    /// <summary>Names, ids or patterns (* and ?); everything when omitted.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(JobCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    private protected override Task ProcessAsync(CancellationToken cancellationToken) => ForEachNameAsync(Name, async name =>
    {
        foreach (BackupJob found in await Find.JobsAsync(name, cancellationToken).ConfigureAwait(false))
            Output.Write(await Views.JobAsync(found, cancellationToken).ConfigureAwait(false));
    });
}
