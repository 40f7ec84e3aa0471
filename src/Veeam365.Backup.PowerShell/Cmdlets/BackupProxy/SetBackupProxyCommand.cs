using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Changes proxies: name, pool, limits, maintenance.</summary>
/// <remarks>
/// <para>
/// What is not given stays as it is; a running proxy follows within seconds. In maintenance a member of a pool finishes what it has and takes nothing new; the last one that takes work
/// stays.
/// </para>
/// </remarks>
/// <example needs="PostgreSQL">
/// <code>Set-BackupProxy P1 -Maintenance -PassThru</code>
/// <para>Begins maintenance: wait until Status is Maintenance before you stop the machine.</para>
/// </example>
/// <example needs="PostgreSQL">
/// <code>Set-BackupProxy P1 -Maintenance:$false -Threads 64</code>
/// <para>Ends it, and allows more threads.</para>
/// </example>
/// <seealso cref="StartBackupProxyCommand"/>
[Cmdlet(VerbsCommon.Set, "BackupProxy", SupportsShouldProcess = true)]
[OutputType(typeof(BackupProxyView))]
public sealed class SetBackupProxyCommand : ProxyCmdlet
{
    /// <summary>The new name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NewName { get; set; }

    /// <summary>The new description; an empty one removes it.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Description { get; set; }

    /// <summary>The pool it joins.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ProxyPoolCompleter))]
    public ProxyPoolReference? Pool { get; set; }

    /// <summary>Takes it out of its pool.</summary>
    [Parameter]
    public SwitchParameter NoPool { get; set; }

    /// <summary>Objects processed side by side, over all sessions.</summary>
    [Parameter]
    [ValidateRange(1, 512)]
    public int? Threads { get; set; }

    /// <summary>Memory for a session's data on its way, e.g. 256MB.</summary>
    [Parameter]
    [ValidateRange(128L << 20, 64L << 30)]
    public long? MemoryBudget { get; set; }

    /// <summary>Bytes a second that all its downloads together may read on average, e.g. 10MB.</summary>
    [Parameter]
    [ValidateRange(16L << 10, long.MaxValue)]
    public long? DownloadRate { get; set; }

    /// <summary>Lifts the limit of downloads.</summary>
    [Parameter]
    public SwitchParameter NoDownloadRate { get; set; }

    /// <summary>Begins maintenance; -Maintenance:$false ends it.</summary>
    [Parameter]
    public SwitchParameter Maintenance { get; set; }

    /// <summary>Writes the changed proxy.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private bool ChangesMaintenance => MyInvocation.BoundParameters.ContainsKey(nameof(Maintenance));

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(BackupProxy proxy, CancellationToken cancellationToken)
    {
        BackupProxy changed = await ChangeAsync(proxy, cancellationToken).ConfigureAwait(false);
        if (!await Output.ConfirmAsync(proxy.Name, Action()).ConfigureAwait(false))
            return;
        if (changed != proxy)
            await Services.Configuration.Proxies.UpdateAsync(changed, cancellationToken).ConfigureAwait(false);
        if (ChangesMaintenance)
            await Services.Configuration.Proxies.SetMaintenanceAsync(proxy.Id, Maintenance, cancellationToken).ConfigureAwait(false);
        if (PassThru)
            Output.Write(await Views.ProxyAsync(await Find.ProxyAsync(new ProxyReference(proxy.Id), cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false));
    }

    private string Action() => !ChangesMaintenance ? "Change proxy" : Maintenance ? "Begin maintenance of proxy" : "End maintenance of proxy";

    private async Task<BackupProxy> ChangeAsync(BackupProxy proxy, CancellationToken cancellationToken)
    {
        if (Pool is not null && NoPool)
            throw new InvalidSettingException("Proxy.InvalidPool", "A proxy cannot join a pool and leave it at once.", "Give -Pool or -NoPool.");
        if (DownloadRate is not null && NoDownloadRate)
            throw new InvalidSettingException("Proxy.InvalidRate", "A limit cannot be set and lifted at once.", "Give -DownloadRate or -NoDownloadRate.");
        return proxy with
        {
            Name = NewName?.Trim() ?? proxy.Name,
            Description = Description is null ? proxy.Description : Description.Length == 0 ? null : Description,
            PoolId = Pool is not null ? (await Find.PoolAsync(Pool, cancellationToken).ConfigureAwait(false)).Id : NoPool ? null : proxy.PoolId,
            Threads = Threads ?? proxy.Threads,
            MemoryBudget = MemoryBudget ?? proxy.MemoryBudget,
            DownloadRate = NoDownloadRate ? null : DownloadRate ?? proxy.DownloadRate,
        };
    }
}
