using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Adds a pool: proxies that share the work of the repositories which belong to it.</summary>
/// <remarks>
/// <para>Pools need a configuration in PostgreSQL, and repositories in S3. Set-BackupRepository -Pool gives a repository to it.</para>
/// </remarks>
/// <example needs="PostgreSQL">
/// <code>Add-BackupProxyPool Pool</code>
/// <para>Adds an empty pool.</para>
/// </example>
/// <example needs="PostgreSQL">
/// <code>Add-BackupProxyPool Pool P1, P2 -Description 'Two machines in Vienna'</code>
/// <para>Adds a pool of two proxies that are there already.</para>
/// </example>
/// <seealso cref="AddBackupProxyCommand"/>
/// <seealso cref="SetBackupRepositoryCommand"/>
[Cmdlet(VerbsCommon.Add, "BackupProxyPool", SupportsShouldProcess = true)]
[OutputType(typeof(BackupProxyPoolView))]
public sealed class AddBackupProxyPoolCommand : ConfigurationCmdlet
{
    /// <summary>The name to use.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>Proxies that join it.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProxyCompleter))]
    public ProxyReference[] Member { get; set; } = [];

    /// <summary>Words for people.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Description { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        Subject = Name;
        var members = new List<BackupProxy>();
        foreach (ProxyReference reference in Member)
            members.Add(await Find.ProxyAsync(reference, cancellationToken).ConfigureAwait(false));
        if (!await Output.ConfirmAsync(Name, "Add proxy pool").ConfigureAwait(false))
            return;
        var pool = new BackupProxyPool { Id = Guid.CreateVersion7(), Name = Name.Trim(), Description = Description, CreatedAt = Services.Clock.GetUtcNow() };
        await Services.Configuration.Pools.AddAsync(pool, cancellationToken).ConfigureAwait(false);
        foreach (BackupProxy member in members)
            await Services.Configuration.Proxies.UpdateAsync(member with { PoolId = pool.Id }, cancellationToken).ConfigureAwait(false);
        Output.Write(await Views.PoolAsync(pool, cancellationToken).ConfigureAwait(false));
    }
}
