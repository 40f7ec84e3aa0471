using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Tries what sessions need of repositories, or validates, and repairs, the data that they hold.</summary>
/// <remarks>
/// <para>
/// Without -Data the place is tried: reach, list, write, read back, delete. With -Data restore points, metadata, index and packs are read and every reference of every item is
/// followed: damage is told item by item. -Percent and -MaximumTime read a share of the packs, the least recently read first, so that a weekly run comes round to everything.
/// </para>
/// <para>-Repair recovers what is intact elsewhere and has the next session read from Microsoft 365 what is lost. Data that is not damaged is never changed by it.</para>
/// </remarks>
/// <example>
/// <code>Test-BackupRepository Local</code>
/// <para>Tries the place.</para>
/// </example>
/// <example>
/// <code>Test-BackupRepository Local -Data</code>
/// <para>Reads and checks everything.</para>
/// </example>
/// <example>
/// <code>Test-BackupRepository Local -Data -MaximumTime 02:00:00</code>
/// <para>Checks as much as two hours allow, what was not checked for longest first.</para>
/// </example>
/// <example>
/// <code>Test-BackupRepository Local -Data -Repair -Confirm:$false</code>
/// <para>Repairs what is damaged.</para>
/// </example>
/// <seealso cref="TestRestorePointCommand"/>
/// <seealso cref="GetBackupGapCommand"/>
[Cmdlet(VerbsDiagnostic.Test, "BackupRepository", DefaultParameterSetName = PlaceSet, SupportsShouldProcess = true)]
[OutputType(typeof(CheckView), typeof(RepositoryDamageView))]
public sealed class TestBackupRepositoryCommand : RepositoryCmdlet
{
    private const string PlaceSet = "Place";
    private const string DataSet = "Data";
    private const string PercentSet = "Percent";
    private const string TimeSet = "Time";

    /// <summary>Reads everything: restore points, segments, index, every pack.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DataSet)]
    [Parameter(ParameterSetName = PercentSet)]
    [Parameter(ParameterSetName = TimeSet)]
    public SwitchParameter Data { get; set; }

    /// <summary>Reads this share of the packs, the least recently validated first, and everything else whole.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PercentSet)]
    [ValidateRange(0.001, 100)]
    public double Percent { get; set; }

    /// <summary>Reads packs until this time is over, the least recently validated first, and everything else whole.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TimeSet)]
    public TimeSpan MaximumTime { get; set; }

    /// <summary>Repairs what is damaged: recovers what is intact elsewhere, and has the next session read from the source what is lost.</summary>
    [Parameter(ParameterSetName = DataSet)]
    [Parameter(ParameterSetName = PercentSet)]
    [Parameter(ParameterSetName = TimeSet)]
    public SwitchParameter Repair { get; set; }

    /// <summary>Writes a PowerShell job for each repository at once, and does the work there: Receive-Job gives what it writes, Stop-Job stops it as Ctrl+C does.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    private protected override bool RunsAsJob => AsJob;

    /// <inheritdoc/>
    private protected override string? JobForEach => nameof(Repository);

    /// <inheritdoc/>
    private protected override Task ProcessAsync(BackupRepository repository, CancellationToken cancellationToken) =>
        ParameterSetName == PlaceSet ? TestPlaceAsync(repository, cancellationToken) : TestDataAsync(repository, cancellationToken);

    private async Task TestPlaceAsync(BackupRepository repository, CancellationToken cancellationToken)
    {
        RepositoryTestResult result = await new RepositoryOperations(Services).TestAsync(repository, cancellationToken).ConfigureAwait(false);
        foreach (RepositoryCheck check in result.Checks)
            Output.Write(new CheckView(repository.Name, check));
    }

    private async Task TestDataAsync(BackupRepository repository, CancellationToken cancellationToken)
    {
        var progress = new VerificationDisplay(Output, repository.Name);
        RepositoryCareResult result = await new RepositoryCareOperations(Services)
            .RunAsync(repository, Request(), Repair ? report => ConfirmAsync(repository, report) : null, progress.Show, cancellationToken).ConfigureAwait(false);
        foreach (RepositoryCheck check in result.Report.Checks)
            Output.Write(new CheckView(repository.Name, check));
        foreach (StoredDamage damage in result.Report.Damage)
            Tell(repository, damage, result);
        foreach (NamedDamage item in result.Items)
            Output.Write(new RepositoryDamageView(repository.Name, item));
    }

    private VerificationRequest Request() => ParameterSetName switch
    {
        PercentSet => new VerificationRequest { Percent = Percent },
        TimeSet => new VerificationRequest { MaximumTime = MaximumTime },
        _ => new VerificationRequest(),
    };

    private Task<bool> ConfirmAsync(BackupRepository repository, VerificationReport report) =>
        Output.ConfirmAsync(repository.Name, $"Repair {report.Damage.Count} damaged objects");

    private void Tell(BackupRepository repository, StoredDamage damage, RepositoryCareResult result)
    {
        RepairedObject? repaired = result.Repaired.FirstOrDefault(r => r.Damage.Key == damage.Key);
        Output.Write(new RepositoryDamageView(repository.Name, damage, repaired, [.. result.Items.Where(i => i.Item.StoredKey == damage.Key)]));
        if (repaired is { IsRecovered: true })
            return;
        if (damage.IsKnown)
            Output.WriteWarning($"{damage.Error.Message} What was lost with it was written down by an earlier repair; restore points that need it will be complete no more.");
        else
            Output.WriteError(damage.Error, damage.Key);
    }
}
