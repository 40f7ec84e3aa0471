using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Pipeline;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>A restore drill: reads restore points as a restore would, checks every hash, and tells how long a restore takes.</summary>
/// <remarks>
/// <para>
/// A share of the items is drawn (-Percent), from each object one at least; -Seed draws others. Each damaged item is an error. With -ScratchUser the items are also restored to that
/// user, below a folder of the drill's own: that measures Microsoft 365 as well.
/// </para>
/// </remarks>
/// <example>
/// <code>Get-RestorePoint -Latest | Test-RestorePoint -Percent 5</code>
/// <para>Reads a twentieth of the newest restore point of each job.</para>
/// </example>
/// <example>
/// <code>
/// $job = Get-RestorePoint Daily -Latest | Test-RestorePoint -AsJob
/// $job | Receive-Job -Wait
/// </code>
/// <para>Reads all of it in the background, and waits for the result.</para>
/// </example>
/// <example>
/// <code>Get-RestorePoint Daily -Latest | Test-RestorePoint -Percent 10 -ScratchUser ben@contoso.com -RestoreCredential (Get-Credential)</code>
/// <para>Restores what it reads to a scratch user, too.</para>
/// </example>
/// <seealso cref="TestBackupRepositoryCommand"/>
/// <seealso cref="RestoreBackupItemCommand"/>
[Cmdlet(VerbsDiagnostic.Test, "RestorePoint", SupportsShouldProcess = true)]
[OutputType(typeof(RestoreDrillView))]
public sealed class TestRestorePointCommand : ConfigurationCmdlet
{
    /// <summary>The restore points: ids or what Get-RestorePoint returned.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Id")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RestorePointCompleter))]
    public RestorePointReference[] RestorePoint { get; set; } = [];

    /// <summary>The share of the items that is read; each object gives one at least.</summary>
    [Parameter]
    [ValidateRange(0.001, 100)]
    public double Percent { get; set; } = 100;

    /// <summary>Another number draws other items.</summary>
    [Parameter]
    public int Seed { get; set; }

    /// <summary>Only objects whose address or display name matches.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RestoredObjectCompleter))]
    public string? Object { get; set; }

    /// <summary>Only these workloads.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public Workload[]? Workload { get; set; }

    /// <summary>A user (id or address) whom the items are also restored to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OrganizationObjectCompleter))]
    public string? ScratchUser { get; set; }

    /// <summary>The application that restores, if not the one that Set-BackupOrganization set: its (client) id as the user name, its client secret as the password.</summary>
    [Parameter]
    [Credential]
    public PSCredential? RestoreCredential { get; set; }

    /// <summary>Writes a PowerShell job for each restore point at once, and does the work there: Receive-Job gives what it writes, Stop-Job stops it as Ctrl+C does.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    private protected override bool RunsAsJob => AsJob;

    /// <inheritdoc/>
    private protected override string? JobForEach => nameof(RestorePoint);

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (RestorePointReference reference in RestorePoint)
        {
            Subject = reference;
            RestorePoint point = await Find.RestorePointAsync(reference, cancellationToken).ConfigureAwait(false);
            // Reading changes nothing: only what is written is asked about.
            string? scratch = ScratchUser is not null && await Output.ConfirmAsync(ScratchUser, $"Restore what the drill reads of job '{point.JobName}'").ConfigureAwait(false) ? ScratchUser : null;
            DrillReport report = await new RestoreDrill(Services).RunAsync(
                RequestOf(point, scratch), RestoreApplicationArguments.Of(RestoreCredential), new RestoreDisplay(Output, writesItems: false), Show, cancellationToken).ConfigureAwait(false);
            Output.Write(new RestoreDrillView(report));
        }
    }

    private DrillRequest RequestOf(RestorePoint point, string? scratch) => new()
    {
        Point = point,
        Percent = Percent,
        Seed = Seed,
        Query = new RestoreQuery { ObjectName = Object, Workloads = Workload },
        ScratchUser = scratch,
    };

    private void Show(DrillProgress progress) => Output.ShowProgress(
    [
        new ProgressLine(0, "Restore drill", $"{progress.Step}: {Readable.Count(progress.Items)} items, {Readable.Bytes(progress.Bytes)}", progress.Expected > 0 ? Math.Min(1, (double)progress.Items / progress.Expected) : null),
    ]);
}
