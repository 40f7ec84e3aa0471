using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Changes pools: names, descriptions and members.</summary>
/// <remarks>
/// <para>What is not given stays as it is. A member that leaves finishes what it has.</para>
/// </remarks>
/// <example needs="PostgreSQL">
/// <code>Set-BackupProxyPool Pool -AddMember P3 -PassThru</code>
/// <para>A proxy joins the pool, from another pool too.</para>
/// </example>
/// <example needs="PostgreSQL">
/// <code>Set-BackupProxyPool Pool -RemoveMember P1 -NewName Vienna</code>
/// <para>One leaves it, and it gets another name.</para>
/// </example>
/// <seealso cref="SetBackupProxyCommand"/>
[Cmdlet(VerbsCommon.Set, "BackupProxyPool", SupportsShouldProcess = true)]
[OutputType(typeof(BackupProxyPoolView))]
public sealed class SetBackupProxyPoolCommand : ProxyPoolCmdlet
{
    /// <summary>The new name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NewName { get; set; }

    /// <summary>The new description; an empty one removes it.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Description { get; set; }

    /// <summary>Proxies that join it, from another pool too.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProxyCompleter))]
    public ProxyReference[] AddMember { get; set; } = [];

    /// <summary>Proxies that leave it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProxyCompleter))]
    public ProxyReference[] RemoveMember { get; set; } = [];

    /// <summary>Writes the changed pool.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(BackupProxyPool pool, CancellationToken cancellationToken)
    {
        if (!await Output.ConfirmAsync(pool.Name, "Change proxy pool").ConfigureAwait(false))
            return;
        BackupProxyPool changed = pool with
        {
            Name = NewName?.Trim() ?? pool.Name,
            Description = Description is null ? pool.Description : Description.Length == 0 ? null : Description,
        };
        if (changed != pool)
            await Services.Configuration.Pools.UpdateAsync(changed, cancellationToken).ConfigureAwait(false);
        foreach (ProxyReference reference in AddMember)
            await MoveAsync(reference, pool.Id, cancellationToken).ConfigureAwait(false);
        foreach (ProxyReference reference in RemoveMember)
            await MoveAsync(reference, null, cancellationToken).ConfigureAwait(false);
        if (PassThru)
            Output.Write(await Views.PoolAsync(changed, cancellationToken).ConfigureAwait(false));
    }

    private async Task MoveAsync(ProxyReference reference, Guid? pool, CancellationToken cancellationToken)
    {
        BackupProxy proxy = await Find.ProxyAsync(reference, cancellationToken).ConfigureAwait(false);
        await Services.Configuration.Proxies.UpdateAsync(proxy with { PoolId = pool }, cancellationToken).ConfigureAwait(false);
    }
}
