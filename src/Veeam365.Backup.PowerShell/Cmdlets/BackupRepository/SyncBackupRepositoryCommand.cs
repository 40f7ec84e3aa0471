using System.Diagnostics;
using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Pipeline;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Brings the cache and the list of restore points in step with what repositories hold.</summary>
/// <remarks>
/// <para>
/// Sessions do this by themselves. It is needed after an import that was interrupted, when another configuration writes to a repository that is read-only here, and when a cache was
/// lost before the next session. Nothing in the repository is changed.
/// </para>
/// </remarks>
/// <example>
/// <code>Sync-BackupRepository Local</code>
/// <para>Reads what is new.</para>
/// </example>
/// <example>
/// <code>Sync-BackupRepository Local -Rebuild</code>
/// <para>Forgets the cache and builds it anew from the repository.</para>
/// </example>
/// <example>
/// <code>Get-BackupRepository | Sync-BackupRepository -AsJob | Receive-Job -Wait -AutoRemoveJob</code>
/// <para>Does it for all repositories side by side.</para>
/// </example>
/// <seealso cref="TestBackupRepositoryCommand"/>
[Cmdlet(VerbsData.Sync, "BackupRepository", SupportsShouldProcess = true)]
[OutputType(typeof(RepositorySynchronizationView))]
public sealed class SyncBackupRepositoryCommand : RepositoryCmdlet
{
    /// <summary>Forgets the cache first and reads everything anew.</summary>
    [Parameter]
    public SwitchParameter Rebuild { get; set; }

    /// <summary>Writes a PowerShell job for each repository at once, and does the work there: Receive-Job gives what it writes, Stop-Job stops it as Ctrl+C does.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    private protected override bool RunsAsJob => AsJob;

    /// <inheritdoc/>
    private protected override string? JobForEach => nameof(Repository);

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(BackupRepository repository, CancellationToken cancellationToken)
    {
        if (!await Output.ConfirmAsync(repository.Name, Rebuild ? "Rebuild the cache" : "Synchronize").ConfigureAwait(false))
            return;
        string activity = $"Synchronizing repository '{repository.Name}'";
        Output.ShowProgress([new ProgressLine(0, activity, "Comparing")]);
        var watch = Stopwatch.StartNew();
        int read = await new RepositoryOperations(Services)
            .SynchronizeAsync(repository, Rebuild, line => Report(activity, line), cancellationToken).ConfigureAwait(false);
        Output.Write(new RepositorySynchronizationView { Repository = repository.Name, RestorePointsRead = read, Duration = watch.Elapsed });
    }

    private void Report(string activity, string line)
    {
        Output.WriteVerbose(line);
        Output.ShowProgress([new ProgressLine(0, activity, line)]);
    }
}
