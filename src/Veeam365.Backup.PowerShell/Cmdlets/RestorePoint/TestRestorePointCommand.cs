using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Pipeline;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>
/// A restore drill: reads a share of restore points, or all of them, from end to end as a restore would, compares every hash, and tells how long a restore takes. Each damaged item is an error.
/// With -ScratchUser the items are restored to that user as well, below a folder of the drill's own.
/// </summary>
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
    public string? Object { get; set; }

    /// <summary>Only these workloads.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public Workload[]? Workload { get; set; }

    /// <summary>A user (id or address) whom the items are also restored to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ScratchUser { get; set; }

    /// <summary>The application that restores, if not the one that Set-BackupOrganization set: its (client) id as the user name, its client secret as the password.</summary>
    [Parameter]
    [Credential]
    public PSCredential? RestoreCredential { get; set; }

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
