using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Changes jobs; what is not given stays as it is.</summary>
/// <remarks>
/// <para>A running session goes on with what it began with. After a change of the repository the next session is a full one.</para>
/// </remarks>
/// <example>
/// <code>Set-BackupJob Daily -Scope (New-BackupScope -WholeOrganization) -PassThru</code>
/// <para>Backs up everything from now on.</para>
/// </example>
/// <example>
/// <code>Set-BackupJob Daily -NewName Nightly -Description 'Every night at two' -RetryCount 3</code>
/// <para>Renames a job and has it tried again three times.</para>
/// </example>
/// <seealso cref="NewBackupScopeCommand"/>
[Cmdlet(VerbsCommon.Set, "BackupJob", SupportsShouldProcess = true)]
[OutputType(typeof(BackupJobView))]
public sealed class SetBackupJobCommand : JobCmdlet
{
    /// <summary>The new name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NewName { get; set; }

    /// <summary>The new description; an empty one removes it.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Description { get; set; }

    /// <summary>What is backed up from now on; see New-BackupScope.</summary>
    [Parameter]
    [ValidateNotNull]
    public BackupScope? Scope { get; set; }

    /// <summary>Where it is written from now on; the next session is a full one.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(RepositoryCompleter))]
    public RepositoryReference? Repository { get; set; }

    /// <summary>Further attempts after a failed session, 0 to 777.</summary>
    [Parameter]
    [ValidateRange(0, 777)]
    public int? RetryCount { get; set; }

    /// <summary>The pause before each further attempt, at most 999 minutes.</summary>
    [Parameter]
    public TimeSpan? RetryWait { get; set; }

    /// <summary>Where sessions share proxies, those of jobs with a higher number come first; 0 is the default.</summary>
    [Parameter]
    [ValidateRange(-100, 100)]
    public int? Priority { get; set; }

    /// <summary>When it is started by itself from now on; see New-BackupJobSchedule.</summary>
    [Parameter]
    [ValidateNotNull]
    public JobSchedule? Schedule { get; set; }

    /// <summary>Removes its schedule: it is then started by hand only.</summary>
    [Parameter]
    public SwitchParameter NoSchedule { get; set; }

    /// <summary>Writes the changed job.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(BackupJob job, CancellationToken cancellationToken)
    {
        BackupJob changed = await ChangeAsync(job, cancellationToken).ConfigureAwait(false);
        if (!await Output.ConfirmAsync(job.Name, "Change job").ConfigureAwait(false))
            return;
        BackupJob kept = await new JobOperations(Services).SetAsync(changed, cancellationToken).ConfigureAwait(false);
        if (PassThru)
            Output.Write(await Views.JobAsync(kept, cancellationToken).ConfigureAwait(false));
    }

    private async Task<BackupJob> ChangeAsync(BackupJob job, CancellationToken cancellationToken) => job with
    {
        Name = NewName?.Trim() ?? job.Name,
        Description = Description is null ? job.Description : Description.Length == 0 ? null : Description,
        Scope = Scope ?? job.Scope,
        RepositoryId = Repository is null ? job.RepositoryId : (await Find.RepositoryAsync(Repository, cancellationToken).ConfigureAwait(false)).Id,
        Priority = Priority ?? job.Priority,
        Schedule = NoSchedule ? null : Schedule ?? job.Schedule,
        Retry = new RetryPolicy(RetryCount ?? job.Retry.Attempts, RetryWait ?? job.Retry.Wait),
    };
}
