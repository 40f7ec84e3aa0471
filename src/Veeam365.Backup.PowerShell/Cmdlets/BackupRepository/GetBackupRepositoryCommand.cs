using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Gets repositories with their place, retention and immutability, and when they were last verified.</summary>
/// <remarks>
/// <para>LastVerified is the oldest time at which anything that a restore point needs was seen intact; see Test-BackupRepository -Data.</para>
/// </remarks>
/// <example>
/// <code>Get-BackupRepository</code>
/// <para>Lists all repositories.</para>
/// </example>
/// <example>
/// <code>Get-BackupRepository L* | Format-List</code>
/// <para>Shows everything about those whose name begins with L.</para>
/// </example>
/// <seealso cref="GetRestorePointCommand"/>
[Cmdlet(VerbsCommon.Get, "BackupRepository")]
[OutputType(typeof(BackupRepositoryView))]
public sealed class GetBackupRepositoryCommand : ConfigurationCmdlet
{
    /// <summary>Names, ids or patterns (* and ?); everything when omitted.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RepositoryCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    private protected override Task ProcessAsync(CancellationToken cancellationToken) => ForEachNameAsync(Name, async name =>
    {
        foreach (BackupRepository found in await Find.RepositoriesAsync(name, cancellationToken).ConfigureAwait(false))
            Output.Write(new BackupRepositoryView(found));
    });
}
