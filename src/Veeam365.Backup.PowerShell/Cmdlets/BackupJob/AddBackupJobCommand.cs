using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Adds a job: what of which organization is backed up to which repository.</summary>
/// <remarks>
/// <para>
/// Nothing is started yet; see Start-BackupJob. Where the repository holds restore points of a job of that name that is no longer known (the repository was imported, or the job
/// removed), the job goes on from them; otherwise its first session is a full one.
/// </para>
/// <para>A failed session is repeated as -RetryCount and -RetryWait say, when waiting can help.</para>
/// </remarks>
/// <example>
/// <code>New-BackupScope -WholeOrganization | Add-BackupJob Everybody Contoso Local</code>
/// <para>Everything of Contoso, to the repository Local.</para>
/// </example>
/// <example>
/// <code>
/// $scope = New-BackupScope ada@contoso.com, ben@contoso.com -Workload Mailbox
/// Add-BackupJob -Name Mail -Organization Contoso -Repository Local -Scope $scope -Description 'Mail of two people' -RetryCount 5 -RetryWait 00:10:00
/// </code>
/// <para>The mail of two people; a failed session is tried again up to five times, every ten minutes.</para>
/// </example>
/// <seealso cref="NewBackupScopeCommand"/>
/// <seealso cref="StartBackupJobCommand"/>
[Cmdlet(VerbsCommon.Add, "BackupJob", SupportsShouldProcess = true)]
[OutputType(typeof(BackupJobView))]
public sealed class AddBackupJobCommand : ConfigurationCmdlet
{
    /// <summary>The name to use.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The organization to read from: name, id or object.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ArgumentCompleter(typeof(OrganizationCompleter))]
    public OrganizationReference Organization { get; set; } = null!;

    /// <summary>The repository to write to: name, id or object.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [ArgumentCompleter(typeof(RepositoryCompleter))]
    public RepositoryReference Repository { get; set; } = null!;

    /// <summary>What is backed up; see New-BackupScope.</summary>
    [Parameter(Mandatory = true, Position = 3, ValueFromPipeline = true)]
    public BackupScope Scope { get; set; } = null!;

    /// <summary>Words for people.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>Further attempts after a failed session, 0 to 777.</summary>
    [Parameter]
    [ValidateRange(0, 777)]
    public int RetryCount { get; set; } = RetryPolicy.Default.Attempts;

    /// <summary>The pause before each further attempt, at most 999 minutes.</summary>
    [Parameter]
    public TimeSpan RetryWait { get; set; } = RetryPolicy.Default.Wait;

    /// <summary>When it is started by itself; see New-BackupJobSchedule. Never when omitted.</summary>
    [Parameter]
    [ValidateNotNull]
    public JobSchedule? Schedule { get; set; }

    /// <summary>Adds it disabled.</summary>
    [Parameter]
    public SwitchParameter Disabled { get; set; }

    /// <summary>Where sessions share proxies, those of jobs with a higher number come first; 0 is the default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(-100, 100)]
    public int Priority { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        Subject = Name;
        Organization organization = await Find.OrganizationAsync(Organization, cancellationToken).ConfigureAwait(false);
        BackupRepository repository = await Find.RepositoryAsync(Repository, cancellationToken).ConfigureAwait(false);
        var operations = new JobOperations(Services);
        RestorePoint? earlier = await operations.FindEarlierAsync(Name.Trim(), organization.Id, repository.Id, cancellationToken).ConfigureAwait(false);
        string continues = earlier is null ? "" : $", going on from restore point {earlier.Sequence} of an earlier job of this name";
        if (!await Output.ConfirmAsync(Name, $"Add job from '{organization.Name}' to '{repository.Name}'{continues}").ConfigureAwait(false))
            return;
        BackupJob job = await operations.AddAsync(Job(organization, repository, earlier?.JobId ?? Guid.CreateVersion7()), cancellationToken).ConfigureAwait(false);
        Output.Write(await Views.JobAsync(job, cancellationToken).ConfigureAwait(false));
    }

    private BackupJob Job(Organization organization, BackupRepository repository, Guid id) => new()
    {
        Id = id,
        Name = Name.Trim(),
        Description = Description,
        OrganizationId = organization.Id,
        RepositoryId = repository.Id,
        Scope = Scope,
        Retry = new RetryPolicy(RetryCount, RetryWait),
        Priority = Priority,
        Schedule = Schedule,
        IsEnabled = !Disabled,
        CreatedAt = Services.Clock.GetUtcNow(),
    };
}
